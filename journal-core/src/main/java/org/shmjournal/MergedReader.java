package org.shmjournal;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.agrona.CloseHelper;
import org.agrona.concurrent.EpochNanoClock;
import org.agrona.concurrent.NanoClock;
import org.agrona.concurrent.OffsetEpochNanoClock;
import org.agrona.concurrent.SystemNanoClock;

/**
 * Tails many channels as one stream: the way for several processes to write, each its own channel. Each channel's
 * records come in their order; what comes first of different channels is a matter of the kind of merge.
 * <p>
 * {@link #fair} asks one channel after the other, so that none starves. {@link #byTimestamp} hands out the record with
 * the smallest timestamp next. For that it has to know the next record of every channel. One that has none just now is
 * waited for until the record that would be next is older than the patience, or has been kept back for as long: a
 * channel's record comes before a younger one of another channel if it was published no later than the patience after
 * its timestamp was taken, by the clocks of both machines. One that was closed, drained, terminated, or has timed out
 * is not waited for at all; nor does any other keep a record back for longer than that. When such a one goes on, its
 * records come when they come.
 * <p>
 * For one thread. The readers are the merge's: nobody else may use them, and it closes them. What a reader throws, such
 * as that it was overtaken or finds damage, is thrown from the poll that has come to it; each reader stays behind what
 * was handled.
 *
 * @param <T> what the channels' formats decode.
 */
public final class MergedReader<T> implements AutoCloseable
{
    /** Handles a record where it lies in the map of its channel. */
    @FunctionalInterface
    public interface Handler
    {
        /**
         * A record.
         *
         * @param channel which of the readers it comes from, counted from 0.
         * @param buffer  that holds it; it cannot be written, and is valid during the call.
         * @param offset  in {@code buffer} where the payload begins.
         * @param length  of the payload.
         * @param context what else is known of it, in its channel.
         */
        void onRecord(int channel, ByteBuffer buffer, int offset, int length, RecordContext context);
    }

    /** No record is there. */
    private static final long NOTHING = ShmReader.NO_TIMESTAMP;
    /** Nothing is kept back. */
    private static final int NOBODY = -1;
    private static final int SHARE = 64;

    /** One reader, and what is known of its next record. */
    private static final class Source<T> implements RecordHandler
    {
        private final int channel;
        private final ShmReader<T> reader;
        private Handler handler;
        private long next = NOTHING;

        private Source(final int channel, final ShmReader<T> reader)
        {
            this.channel = channel;
            this.reader = reader;
        }

        @Override
        public void onRecord(
            final ByteBuffer buffer, final int offset, final int length, final RecordContext context)
        {
            handler.onRecord(channel, buffer, offset, length, context);
        }

        private int poll(final Handler records, final int limit)
        {
            handler = records;
            // Whatever is thrown, what is next has to be looked for again.
            next = NOTHING;
            return reader.poll(this, limit);
        }

        /** Whether there is a record, whose timestamp then is known. */
        private boolean look()
        {
            if (next == NOTHING)
            {
                next = reader.nextTimestamp();
            }
            return next != NOTHING;
        }
    }

    private final List<Source<T>> sources;
    private final boolean byTimestamp;
    private final long patience;
    private final EpochNanoClock epochClock;
    private final NanoClock clock;
    private int turn;
    private int keptBack = NOBODY;
    private long keptBackSince;
    private boolean closed;

    private MergedReader(
        final List<ShmReader<T>> readers,
        final boolean byTimestamp,
        final long patience,
        final EpochNanoClock epochClock,
        final NanoClock clock)
    {
        if (readers.isEmpty())
        {
            throw new IllegalArgumentException("readers=[]: there is nothing to merge");
        }
        this.sources = IntStream.range(0, readers.size())
            .mapToObj(channel -> new Source<>(channel, readers.get(channel)))
            .toList();
        this.byTimestamp = byTimestamp;
        this.patience = patience;
        this.epochClock = epochClock;
        this.clock = clock;
    }

    /** One channel after the other. */
    public static <T> MergedReader<T> fair(final List<ShmReader<T>> readers)
    {
        return new MergedReader<>(readers, false, 0, null, null);
    }

    /**
     * The smallest timestamp first.
     *
     * @param readers  of channels that have timestamps.
     * @param patience how much later than its timestamp a record may be published and still come in its place; so long
     *                 a record is kept back at most while another channel is silent. A millisecond is much on one
     *                 machine.
     * @throws IllegalArgumentException when a channel has no timestamps.
     */
    public static <T> MergedReader<T> byTimestamp(final List<ShmReader<T>> readers, final Duration patience)
    {
        return byTimestamp(readers, patience, new OffsetEpochNanoClock(), SystemNanoClock.INSTANCE);
    }

    static <T> MergedReader<T> byTimestamp(
        final List<ShmReader<T>> readers,
        final Duration patience,
        final EpochNanoClock epochClock,
        final NanoClock clock)
    {
        if (patience.isNegative())
        {
            throw new IllegalArgumentException("patience=" + patience + " is negative");
        }
        for (int channel = 0; channel < readers.size(); channel++)
        {
            if (!readers.get(channel).header().timestamps())
            {
                throw new IllegalArgumentException("readers[" + channel +
                    "]: timestamps=false: the channel's records do not say when they were written");
            }
        }
        return new MergedReader<>(readers, true, TimeUnit.NANOSECONDS.convert(patience), epochClock, clock);
    }

    /**
     * Delivers decoded records that are there and whose turn it is; never waits.
     *
     * @param consumer of each.
     * @param limit    how many at most.
     * @return how many were delivered.
     */
    public int poll(final Consumer<? super T> consumer, final int limit)
    {
        return poll((channel, buffer, offset, length, context) -> consumer.accept(
            sources.get(channel).reader.decode(buffer, offset, length)), limit);
    }

    /**
     * Delivers records where they lie in the maps, those that are there and whose turn it is; never waits, allocates
     * nothing.
     *
     * @param handler of each; when it throws, that record is the next one again.
     * @param limit   how many at most.
     * @return how many were delivered.
     */
    public int poll(final Handler handler, final int limit)
    {
        requireOpen();
        return byTimestamp ? pollByTimestamp(handler, limit) : pollFairly(handler, limit);
    }

    private int pollFairly(final Handler handler, final int limit)
    {
        int count = 0;
        int silent = 0;
        while (count < limit && silent < sources.size())
        {
            final Source<T> source = sources.get(turn);
            turn = turn + 1 == sources.size() ? 0 : turn + 1;
            final int polled = source.poll(handler, Math.min(SHARE, limit - count));
            count += polled;
            silent = polled == 0 ? silent + 1 : 0;
        }
        return count;
    }

    private int pollByTimestamp(final Handler handler, final int limit)
    {
        int count = 0;
        while (count < limit)
        {
            final Source<T> source = first();
            if (source == null)
            {
                break;
            }
            count += source.poll(handler, 1);
        }
        return count;
    }

    /** The one whose record is next, or null when there is none, or it is kept back. */
    private Source<T> first()
    {
        // Before anybody is looked at: who has nothing then, has published nothing before.
        final long now = epochClock.nanoTime();
        Source<T> first = null;
        boolean isSilent = false;
        for (int i = 0; i < sources.size(); i++)
        {
            final Source<T> source = sources.get(i);
            if (!source.look())
            {
                isSilent |= source.reader.state() == ReaderState.ACTIVE;
            }
            else if (first == null || source.next < first.next)
            {
                first = source;
            }
        }
        if (first != null && isSilent && now - first.next < patience && isKeptBack(first.channel))
        {
            return null;
        }
        keptBack = NOBODY;
        return first;
    }

    /** For as long as the patience, whatever the clocks of several machines, or somebody who sets them, say. */
    private boolean isKeptBack(final int channel)
    {
        final long since = clock.nanoTime();
        if (keptBack == NOBODY)
        {
            keptBackSince = since;
        }
        keptBack = channel;
        return since - keptBackSince < patience;
    }

    /** How many channels there are. */
    public int channels()
    {
        return sources.size();
    }

    /** What a channel's reader knows of its state. */
    public ReaderState state(final int channel)
    {
        requireOpen();
        return sources.get(channel).reader.state();
    }

    /**
     * That of the liveliest channel: ACTIVE as long as one is, then TIMED_OUT, then CLOSED as long as an owner may
     * come, then TERMINATED; DRAINED when all are.
     */
    public ReaderState state()
    {
        requireOpen();
        ReaderState liveliest = ReaderState.DRAINED;
        for (int i = 0; i < sources.size(); i++)
        {
            final ReaderState state = sources.get(i).reader.state();
            if (liveliness(state) > liveliness(liveliest))
            {
                liveliest = state;
            }
        }
        return liveliest;
    }

    private static int liveliness(final ReaderState state)
    {
        return switch (state)
        {
            case ACTIVE -> 4;
            case TIMED_OUT -> 3;
            case CLOSED -> 2;
            case TERMINATED -> 1;
            case DRAINED -> 0;
        };
    }

    /** The position of a channel's next record. */
    public long position(final int channel)
    {
        return sources.get(channel).reader.position();
    }

    /** The sequence of a channel's next record in it. */
    public long sequence(final int channel)
    {
        return sources.get(channel).reader.sequence();
    }

    /** Closes all readers. The second time is a no-op. */
    @Override
    public void close()
    {
        if (!closed)
        {
            closed = true;
            CloseHelper.closeAll(sources.stream().map(source -> source.reader).toList());
        }
    }

    private void requireOpen()
    {
        if (closed)
        {
            throw new IllegalStateException("the merged reader is closed");
        }
    }
}
