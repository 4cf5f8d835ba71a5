package org.shmjournal.cli;

import java.nio.ByteBuffer;
import java.util.regex.Pattern;
import org.shmjournal.RecordContext;
import org.shmjournal.RecordHandler;
import org.shmjournal.cli.output.PayloadDecoder;

/**
 * Hands on the records that were asked for.
 */
final class SelectedRecords implements RecordHandler
{
    private final RecordHandler next;
    private final TextSearch search;
    private final SequenceRange sequences;
    private final long sinceNanos;
    private final long untilNanos;
    private long left;

    /**
     * Those of a selection.
     *
     * @param pattern that is to be found in each, or null.
     * @param decoder whose text is searched, where it has one.
     */
    SelectedRecords(
        final RecordHandler next,
        final Pattern pattern,
        final PayloadDecoder decoder,
        final SelectionOptions selection)
    {
        this.next = next;
        this.search = pattern == null ? null : new TextSearch(pattern, decoder);
        this.sequences = selection.sequences();
        this.sinceNanos = selection.sinceNanos();
        this.untilNanos = selection.untilNanos();
        this.left = selection.limit();
    }

    /** Whether no record with this sequence or a later one is wanted. */
    boolean isDone(final long sequence)
    {
        return left <= 0 || sequence > sequences.last();
    }

    @Override
    public void onRecord(final ByteBuffer buffer, final int offset, final int length, final RecordContext context)
    {
        final long sequence = context.sequence();
        if (left > 0 && sequence >= sequences.first() && sequence <= sequences.last() &&
            isInTime(context.timestamp()) && (search == null || search.isIn(buffer, offset, length)))
        {
            left--;
            next.onRecord(buffer, offset, length, context);
        }
    }

    private boolean isInTime(final long timestamp)
    {
        return timestamp < 0 || timestamp >= sinceNanos && timestamp < untilNanos;
    }
}
