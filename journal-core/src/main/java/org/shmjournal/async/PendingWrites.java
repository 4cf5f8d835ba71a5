package org.shmjournal.async;

import java.nio.file.Path;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.shmjournal.ShmWriter;
import org.shmjournal.error.QueueFullException;

/**
 * The writes that wait for room, in the order of their submission, and those who wait for a place among them. Each
 * write that is taken, at once or later, has a ticket, one more than that of the one before. Under the lock of a
 * {@link WriterState}.
 */
final class PendingWrites<T>
{
    /** Records that one round publishes at most, so that the conductor's other work goes on. */
    private static final int BATCH = 64;

    private final Path path;
    private final int capacity;
    private final Set<PendingWrite<T>> queue = new LinkedHashSet<>();
    /** Completes when there is a place again; null when nobody waits for one. */
    private CompletableFuture<Void> place;
    private long tickets;

    PendingWrites(final Path path, final int capacity)
    {
        this.path = path;
        this.capacity = capacity;
    }

    boolean isEmpty()
    {
        return queue.isEmpty();
    }

    boolean hasPlace()
    {
        return queue.size() < capacity;
    }

    /** Whether anybody waits for a place. */
    boolean isPlaceAwaited()
    {
        return place != null;
    }

    /** Of the last write that was taken. */
    long lastTicket()
    {
        return tickets;
    }

    /** Of the last write before which all are settled. */
    long lastSettled()
    {
        return queue.isEmpty() ? tickets : queue.iterator().next().ticket() - 1;
    }

    /** The next one, with room or without. */
    void take(final PendingWrite<T> write)
    {
        tickets = write.ticket();
    }

    /** Takes one that has to wait; false, and it has failed, when so many do that there is no place. */
    boolean add(final PendingWrite<T> write, final int places)
    {
        if (queue.size() >= places)
        {
            write.fail(new QueueFullException(path, "queueCapacity=" + capacity +
                " writes are pending: write on when ready() has completed; nothing of this one was taken"));
            return false;
        }
        take(write);
        queue.add(write);
        return true;
    }

    /** False when it does not wait. */
    boolean remove(final PendingWrite<T> write)
    {
        return queue.remove(write);
    }

    /** A future of whoever waits for a place. */
    CompletableFuture<Void> awaitPlace()
    {
        if (place == null)
        {
            place = new CompletableFuture<>();
        }
        return place.copy();
    }

    /** Hands over that there is one. */
    void tellOfPlace(final Consumer<Runnable> told)
    {
        if (place != null)
        {
            final CompletableFuture<Void> free = place;
            place = null;
            told.accept(() -> free.complete(null));
        }
    }

    /** Publishes what has room by now, or fails. Returns how many those were. */
    int publish(final ShmWriter<T> writer, final Consumer<Runnable> told)
    {
        int count = 0;
        final Iterator<PendingWrite<T>> waiting = queue.iterator();
        while (count < BATCH && waiting.hasNext())
        {
            final PendingWrite<T> write = waiting.next();
            if (!write.attempt(writer, path))
            {
                break;
            }
            waiting.remove();
            told.accept(write::settle);
            count++;
        }
        return count;
    }

    /** Hands over that all have failed. */
    void fail(final Throwable reason, final Consumer<Runnable> told)
    {
        for (final PendingWrite<T> write : queue)
        {
            write.fail(reason);
            told.accept(write::settle);
        }
        queue.clear();
    }
}
