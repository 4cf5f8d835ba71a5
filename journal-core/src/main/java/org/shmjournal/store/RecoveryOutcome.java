package org.shmjournal.store;

import java.nio.file.Path;
import java.util.List;

/**
 * What a recovery found and did.
 *
 * @param end              where the stream ends.
 * @param endPosition      its position.
 * @param durablePosition  before.
 * @param sameBoot         whether the last owner ran on this boot.
 * @param deadClaims       how many claims were made VOID.
 * @param bytesBehind      how many bytes stood behind the end, up to the last that was not zero.
 * @param quarantined      the files in which they are kept.
 */
public record RecoveryOutcome(
    Recovery.End end,
    long endPosition,
    long durablePosition,
    boolean sameBoot,
    int deadClaims,
    long bytesBehind,
    List<Path> quarantined)
{
    static RecoveryOutcome of(
        final Recovery recovery,
        final long durablePosition,
        final int segmentSize,
        final boolean sameBoot,
        final long bytesBehind,
        final Quarantine quarantine)
    {
        return new RecoveryOutcome(recovery.end(), recovery.end().position(segmentSize), durablePosition, sameBoot,
            recovery.deadClaims().size(), bytesBehind,
            quarantine == null ? List.of() : quarantine.files());
    }
}
