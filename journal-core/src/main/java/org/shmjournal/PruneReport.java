package org.shmjournal;

import java.nio.file.Path;
import org.shmjournal.layout.SegmentLayout;
import org.shmjournal.store.Prune;

/**
 * What a pruning deleted, or would delete.
 *
 * @param path           of the channel.
 * @param keep           what was to be kept.
 * @param firstSegment   number of the first segment that is not kept.
 * @param segments       how many are not, from that one on.
 * @param bytes          of files that they take.
 * @param records        in them.
 * @param oldestPosition of what is kept.
 * @param oldestSequence of what is kept.
 */
public record PruneReport(
    Path path,
    Retention keep,
    long firstSegment,
    long segments,
    long bytes,
    long records,
    long oldestPosition,
    long oldestSequence)
{
    static PruneReport of(
        final Path path, final Retention keep, final Prune.Outcome outcome, final int segmentSize)
    {
        final long segments = outcome.oldest() - outcome.oldestBefore();
        return new PruneReport(path, keep, outcome.oldestBefore(), segments,
            segments * SegmentLayout.fileLength(segmentSize), outcome.records(), outcome.oldest() * segmentSize,
            outcome.oldestSequence());
    }
}
