package org.shmjournal.async;

import org.shmjournal.Conductor;
import org.shmjournal.ShmChannel;

/**
 * The journal and {@link java.util.concurrent.Flow}: a channel's records as a publisher, and a subscriber that writes
 * them.
 *
 * <pre>{@code
 * final JournalSubscriber<String> copy = JournalFlow.subscriber(writer);
 * JournalFlow.publisher(orders, conductor).subscribe(copy);
 * copy.done().thenAccept(durable -> …);
 * }</pre>
 */
public final class JournalFlow
{
    private JournalFlow()
    {
    }

    /**
     * The records of a channel: what is there, then what comes. Where a subscriber begins, and what it holds back, the
     * channel's options say, such as {@link ShmChannel#fromEnd}, {@link ShmChannel#cursor} and
     * {@link ShmChannel#gating}; or the publisher's.
     *
     * @param conductor whose thread polls for all subscribers, and calls them.
     */
    public static <T> JournalPublisher<T> publisher(final ShmChannel<T> channel, final Conductor conductor)
    {
        return new JournalPublisher<>(channel, conductor);
    }

    /** For one subscription: writes what it gets, in order, and lets no more be under way than the writer takes. */
    public static <T> JournalSubscriber<T> subscriber(final AsyncShmWriter<? super T> writer)
    {
        return new JournalSubscriber<>(writer);
    }
}
