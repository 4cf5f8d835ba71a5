package org.shmjournal.async;

import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.shmjournal.Conductor;
import org.shmjournal.ReaderState;
import org.shmjournal.ShmChannel;
import org.shmjournal.ShmReader;
import org.shmjournal.error.ChannelClosedException;
import org.shmjournal.error.JournalException;
import org.shmjournal.error.OvertakenException;
import org.shmjournal.error.PositionUnavailableException;

/**
 * The records of a channel, from where a subscriber begins, as they are there, and then as they are written; no faster
 * than each subscriber requests them. Each has a reader of its own. Immutable; each option gives a new one. Any thread
 * subscribes.
 * <p>
 * A subscriber is called on the conductor's thread, but for {@link Flow.Subscriber#onSubscribe}, and the error that the
 * conductor is closed already, which come on the one that subscribes. So it must not block; one that must gets a
 * conductor to itself. Opening and closing the reader, seeking, and opening the next segment work on files, on a thread
 * of the conductor's driver; waiting for the channel to appear takes none.
 * <p>
 * The stream completes when the owner has closed the channel, unless it goes on {@linkplain #acrossOwners across
 * owners}, or has drained it. It fails when the channel cannot be opened, when it was terminated, with
 * {@link ChannelClosedException}, when records that were to come are not kept any more, with
 * {@link OvertakenException} unless {@link ShmChannel#onLoss} is told instead, and when it is damaged. An owner that
 * dies says nothing: its successor's records follow. What a subscriber throws ends its subscription, and goes to the
 * conductor's error handler.
 *
 * @param <T> what the channel's format decodes.
 */
public final class JournalPublisher<T> implements Flow.Publisher<T>
{
    private final ShmChannel<T> channel;
    private final Conductor conductor;
    private final Consumer<? super ShmReader<T>> start;
    private final boolean acrossOwners;

    JournalPublisher(final ShmChannel<T> channel, final Conductor conductor)
    {
        this(channel, conductor, reader -> {
        }, false);
    }

    private JournalPublisher(
        final ShmChannel<T> channel,
        final Conductor conductor,
        final Consumer<? super ShmReader<T>> start,
        final boolean acrossOwners)
    {
        this.channel = channel;
        this.conductor = conductor;
        this.start = start;
        this.acrossOwners = acrossOwners;
    }

    /**
     * Subscribers begin at a position, like {@link ShmReader#seek(long)}; one for which nothing is there fails with
     * {@link PositionUnavailableException}.
     */
    public JournalPublisher<T> fromPosition(final long position)
    {
        return new JournalPublisher<>(channel, conductor, reader -> reader.seek(position), acrossOwners);
    }

    /** Subscribers begin at the record with a sequence, like {@link ShmReader#seekToSequence(long)}. */
    public JournalPublisher<T> fromSequence(final long sequence)
    {
        return new JournalPublisher<>(channel, conductor, reader -> reader.seekToSequence(sequence), acrossOwners);
    }

    /** Subscribers begin at the first record of a time or later, like {@link ShmReader#seekToTime(long)}. */
    public JournalPublisher<T> fromTime(final long epochNanos)
    {
        return new JournalPublisher<>(channel, conductor, reader -> reader.seekToTime(epochNanos), acrossOwners);
    }

    /** A close does not complete the stream: a later owner may go on. {@link ReaderState#DRAINED} still does. */
    public JournalPublisher<T> acrossOwners()
    {
        return new JournalPublisher<>(channel, conductor, start, true);
    }

    /** Hands over the subscription at once; what is wrong with the channel is told by an error later. */
    @Override
    public void subscribe(final Flow.Subscriber<? super T> subscriber)
    {
        Objects.requireNonNull(subscriber, "subscriber");
        new JournalSubscription<>(this, conductor, subscriber).begin();
    }

    /** Does not wait for the channel to appear: that would take a thread. */
    ShmReader<T> open()
    {
        final ShmReader<T> reader = channel.deadline(Duration.ZERO).openReader();
        boolean started = false;
        try
        {
            reader.leaveOpening();
            start.accept(reader);
            started = true;
            return reader;
        }
        finally
        {
            if (!started)
            {
                reader.close();
            }
        }
    }

    /** For how long there may be no channel, before that is an error. */
    long deadlineNs()
    {
        return TimeUnit.NANOSECONDS.convert(channel.deadline());
    }

    /** Whether a reader that has come to this state has come to the end. */
    boolean isEnd(final ReaderState state)
    {
        return state == ReaderState.DRAINED || state == ReaderState.CLOSED && !acrossOwners;
    }

    JournalException terminated()
    {
        return new ChannelClosedException(channel.path(), "was terminated: nothing more is delivered");
    }

    String name()
    {
        return "publisher " + channel.path();
    }
}
