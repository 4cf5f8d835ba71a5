package org.shmjournal;

import java.nio.file.Path;
import java.util.List;
import org.shmjournal.store.RecoveryOutcome;

/**
 * What a recovery found and did, or would do.
 *
 * @param endPosition      where the stream ends, in bytes from its start: the next record goes there, or behind a roll.
 * @param endSequence      how many records it holds, gone ones included.
 * @param durablePosition  what was known to have been forced before.
 * @param sameBoot         whether the last owner ran on this boot of this machine; else a power loss is assumed.
 * @param bytesWalked      how much of the channel was walked to find the end.
 * @param abandonedClaims  how many claims nobody can resolve any more; they became void.
 * @param bytesBehindEnd   how many bytes stood behind the end, up to the last that is not zero; 0 but after a power
 *                         loss or when the stream is cut.
 * @param quarantine       the files in which those are kept; empty when none were, or were discarded.
 */
public record RecoveryReport(
    long endPosition,
    long endSequence,
    long durablePosition,
    boolean sameBoot,
    long bytesWalked,
    int abandonedClaims,
    long bytesBehindEnd,
    List<Path> quarantine)
{
    static RecoveryReport of(final RecoveryOutcome outcome)
    {
        return new RecoveryReport(outcome.endPosition(), outcome.end().sequence(), outcome.durablePosition(),
            outcome.sameBoot(), outcome.end().bytesWalked(), outcome.deadClaims(), outcome.bytesBehind(),
            outcome.quarantined());
    }
}
