package org.shmjournal.cli;

import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.shmjournal.RecordContext;
import org.shmjournal.RecordHandler;
import org.shmjournal.ShmReader;
import org.shmjournal.cli.output.PayloadDecoder;
import org.shmjournal.cli.output.Printable;
import org.shmjournal.error.CorruptChannelException;
import org.shmjournal.error.PositionUnavailableException;

/**
 * The records of a channel that were asked for, from the first to the newest that was there when this was made: a
 * writer as fast as this does not keep it going for ever. For one thread, once.
 */
final class SelectedRange
{
    private static final int BATCH = 1024;
    /** By how much timestamps of threads that write together may be out of order, at the very most. */
    private static final long DISORDER = TimeUnit.MINUTES.toNanos(1);

    private final ShmReader<?> reader;
    private final SelectionOptions selection;
    private final Pattern pattern;
    private final PayloadDecoder decoder;
    private final long first;
    private final long end;
    private boolean skips;
    private boolean damaged;

    /**
     * Finds both ends; nobody else moves the reader from now on.
     */
    SelectedRange(final ShmReader<?> reader, final SelectionOptions selection, final FilterOptions filter)
    {
        selection.requireUsable(reader);
        this.reader = reader;
        this.selection = selection;
        this.pattern = filter.pattern();
        this.decoder = filter.decoder(reader);
        this.end = endSequence();
        seekToFirst();
        this.first = reader.sequence();
    }

    /** Hands on the records, up to the newest of the beginning; ends early when the process is interrupted. */
    void read(final RecordHandler handler, final Progress progress)
    {
        read(new Delivery(handler, progress), progress);
    }

    /**
     * Hands on the records, and then each that comes.
     *
     * @param dry run each time that all there is was handed on.
     */
    void follow(final RecordHandler handler, final Progress progress, final Runnable dry)
    {
        final Delivery delivery = new Delivery(handler, progress);
        read(delivery, progress);
        delivery.end = Long.MAX_VALUE;
        new Following(reader).run(delivery, dry, () -> delivery.selected.isDone(reader.sequence()));
    }

    private void read(final Delivery delivery, final Progress progress)
    {
        progress.total(end == Long.MAX_VALUE ? 0 : Math.min(end, lastEnd()) - first);
        try
        {
            poll(delivery);
        }
        finally
        {
            progress.end();
        }
    }

    private void poll(final Delivery delivery)
    {
        while (reader.sequence() < end && !delivery.selected.isDone(reader.sequence()) && !Interruption.isRaised())
        {
            final int limit = (int)Math.min(BATCH, end - reader.sequence());
            try
            {
                if (reader.poll(delivery, limit) == 0)
                {
                    return;
                }
                // Also of those that nobody asked for.
                delivery.show(reader.sequence());
            }
            catch (final CorruptChannelException damage)
            {
                if (!skips)
                {
                    throw damage;
                }
                damaged = true;
                if (!skip(damage))
                {
                    return;
                }
            }
        }
    }

    /** False when nothing is behind it. */
    private boolean skip(final CorruptChannelException damage)
    {
        System.err.println("journal: " + Printable.of(damage.getMessage()));
        final long position = reader.position();
        final long sequence = reader.sequence();
        try
        {
            reader.skipDamage();
        }
        catch (final PositionUnavailableException nothing)
        {
            System.err.println("journal: note: nothing is known of behind that");
            return false;
        }
        System.err.println("journal: note: going on at position " + reader.position() + ", sequence " +
            reader.sequence() + "; " + (reader.position() - position) + " bytes, " + (reader.sequence() - sequence) +
            " records, were skipped");
        return true;
    }

    /** From now on goes on behind damage, and tells of it on standard error. */
    void skipDamage()
    {
        skips = true;
    }

    /** Whether damage was found, and skipped. */
    boolean isDamaged()
    {
        return damaged;
    }

    private long lastEnd()
    {
        final long last = selection.sequences().last();
        return last == Long.MAX_VALUE ? last : last + 1;
    }

    private long endSequence()
    {
        try
        {
            if (selection.untilNanos() < Long.MAX_VALUE - DISORDER)
            {
                reader.seekToTime(selection.untilNanos() + DISORDER);
            }
            else
            {
                reader.seekToEnd();
            }
            return reader.sequence();
        }
        catch (final CorruptChannelException damaged)
        {
            return Long.MAX_VALUE;
        }
    }

    private void seekToFirst()
    {
        try
        {
            if (selection.sinceNanos() == Long.MIN_VALUE)
            {
                reader.seekToStart();
            }
            else
            {
                reader.seekToTime(selection.sinceNanos());
            }
            final long wanted = selection.sequences().first();
            if (wanted > reader.sequence() && wanted < end)
            {
                reader.seekToSequence(wanted);
            }
        }
        catch (final PositionUnavailableException | CorruptChannelException unavailable)
        {
            // From the start, then, so that what is wrong is met where it stands.
            reader.seekToStart();
        }
    }

    /** Counts, and leaves out what is not wanted or came later: a poll may go past voids, and so beyond the end. */
    private final class Delivery implements RecordHandler
    {
        private final SelectedRecords selected;
        private final Progress progress;
        private long end = SelectedRange.this.end;
        private long records;
        private long bytes;

        private Delivery(final RecordHandler handler, final Progress progress)
        {
            this.progress = progress;
            this.selected = new SelectedRecords((buffer, offset, length, context) -> {
                handler.onRecord(buffer, offset, length, context);
                records++;
                bytes += length;
                show(context.sequence() + 1);
            }, pattern, decoder, selection);
        }

        @Override
        public void onRecord(
            final ByteBuffer buffer, final int offset, final int length, final RecordContext context)
        {
            if (context.sequence() < end)
            {
                selected.onRecord(buffer, offset, length, context);
            }
        }

        /** Everything before a sequence was looked at. */
        private void show(final long sequence)
        {
            progress.show(sequence - first, records, bytes);
        }
    }
}
