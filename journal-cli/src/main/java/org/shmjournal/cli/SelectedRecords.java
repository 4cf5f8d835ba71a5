package org.shmjournal.cli;

import java.nio.ByteBuffer;
import java.util.regex.Pattern;
import org.shmjournal.RecordContext;
import org.shmjournal.RecordHandler;
import org.shmjournal.cli.output.Payload;
import org.shmjournal.cli.output.PayloadDecoder;

/**
 * Hands on the records that were asked for.
 */
final class SelectedRecords implements RecordHandler
{
    private final RecordHandler next;
    private final Pattern pattern;
    private final PayloadDecoder decoder;
    private final SequenceRange sequences;
    private final long sinceNanos;
    private final long untilNanos;
    private final Payload payload = new Payload();
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
        this.decoder = decoder;
        this.next = next;
        this.pattern = pattern;
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
            isInTime(context.timestamp()) && matches(buffer, offset, length))
        {
            left--;
            next.onRecord(buffer, offset, length, context);
        }
    }

    private boolean isInTime(final long timestamp)
    {
        return timestamp < 0 || timestamp >= sinceNanos && timestamp < untilNanos;
    }

    private boolean matches(final ByteBuffer buffer, final int offset, final int length)
    {
        if (pattern == null)
        {
            return true;
        }
        final String decoded = decoder.decode(buffer, offset, length);
        if (decoded != null)
        {
            return pattern.matcher(decoded).find();
        }
        payload.set(buffer, offset, length);
        return pattern.matcher(payload.anyText()).find();
    }
}
