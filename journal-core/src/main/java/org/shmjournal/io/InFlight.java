package org.shmjournal.io;

import java.util.ArrayDeque;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.shmjournal.io.Completion.Outcome;

/**
 * The operations of a driver from their push until their completion is taken, each in a slot of its own: it waits for a
 * worker, runs, is completed, and leaves. There are as many slots as the driver takes operations at a time, so that
 * every completion has its place from the start. Any thread; all by one lock, which nobody holds while anything runs.
 * Who only comes to see that there is nothing to do, again and again maybe, sees that without it, and is in nobody's
 * way.
 * <p>
 * A token is the number of the push, in front, and the slot: whoever cancels with an old one meets a slot of another
 * token.
 */
final class InFlight
{
    static final long REFUSED = -1;
    static final long ENDLESS = Long.MAX_VALUE;

    private static final long NOBODYS = -1;

    /** Where an operation is. */
    static final class Slot
    {
        private final int index;
        private long token = NOBODYS;
        private Operation operation;
        private Object attachment;
        private boolean cancelled;
        private Outcome outcome;
        private long result;
        private Throwable failure;

        private Slot(final int index)
        {
            this.index = index;
        }

        Operation operation()
        {
            return operation;
        }

        private void take(final long newToken, final Operation pushed, final Object with)
        {
            token = newToken;
            operation = pushed;
            attachment = with;
            cancelled = false;
            outcome = null;
        }

        private void complete(final Outcome what, final long value, final Throwable thrown)
        {
            outcome = what;
            result = value;
            failure = thrown;
        }

        private Completion completion()
        {
            return new Completion(token, operation, attachment, outcome, result, failure);
        }

        private void leave()
        {
            token = NOBODYS;
            operation = null;
            attachment = null;
            failure = null;
        }
    }

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition hasWork = lock.newCondition();
    private final Condition hasNews = lock.newCondition();
    private final Slot[] slots;
    private final int slotBits;
    private final ArrayDeque<Slot> free;
    private final ArrayDeque<Slot> waiting;
    private final ArrayDeque<Slot> completed;
    private long pushes;
    private int running;
    /** Number of those in {@link #free}, for who has not the lock. */
    private volatile int numberFree;
    /** Number of those in {@link #completed}, for who has not the lock. */
    private volatile int numberCompleted;
    private volatile boolean woken;
    private volatile boolean closed;

    InFlight(final int capacity)
    {
        slots = new Slot[capacity];
        slotBits = Integer.SIZE - Integer.numberOfLeadingZeros(capacity - 1);
        free = new ArrayDeque<>(capacity);
        waiting = new ArrayDeque<>(capacity);
        completed = new ArrayDeque<>(capacity);
        for (int i = 0; i < capacity; i++)
        {
            slots[i] = new Slot(i);
            free.add(slots[i]);
        }
        numberFree = capacity;
    }

    /** Its token, or {@link #REFUSED} when there are as many as there may be. */
    long push(final Operation operation, final Object attachment)
    {
        if (numberFree == 0 && !closed)
        {
            return REFUSED;
        }
        lock.lock();
        try
        {
            if (closed)
            {
                throw new IllegalStateException("the driver is closed: operation=" + operation + " was not taken");
            }
            final Slot slot = free.poll();
            if (slot == null)
            {
                return REFUSED;
            }
            final long token = pushes++ << slotBits | slot.index;
            slot.take(token, operation, attachment);
            numberFree = free.size();
            waiting.add(slot);
            hasWork.signal();
            return token;
        }
        finally
        {
            lock.unlock();
        }
    }

    /** A worker's: the next operation, once there is one; null when there will be none. Leaves an interrupt alone. */
    Slot awaitNext()
    {
        lock.lock();
        try
        {
            while (waiting.isEmpty() && !closed)
            {
                hasWork.awaitUninterruptibly();
            }
            final Slot slot = waiting.poll();
            running += slot == null ? 0 : 1;
            return slot;
        }
        finally
        {
            lock.unlock();
        }
    }

    /** A worker's: what became of the operation that it got. */
    void complete(final Slot slot, final long result, final Throwable failure)
    {
        lock.lock();
        try
        {
            running--;
            complete(slot, failure == null ? Outcome.DONE : Outcome.FAILED, result, failure);
        }
        finally
        {
            lock.unlock();
        }
    }

    private void complete(final Slot slot, final Outcome outcome, final long result, final Throwable failure)
    {
        slot.complete(outcome, result, failure);
        completed.add(slot);
        numberCompleted = completed.size();
        if (closed && running == 0)
        {
            // Nothing more will come: none of those who wait has anything to wait for.
            hasNews.signalAll();
        }
        else
        {
            hasNews.signal();
        }
    }

    /** False when it has completed, or was cancelled before. */
    boolean cancel(final long token)
    {
        if (token < 0)
        {
            return false;
        }
        lock.lock();
        try
        {
            final int index = (int)(token & (1L << slotBits) - 1);
            final Slot slot = index < slots.length ? slots[index] : null;
            if (slot == null || slot.token != token || slot.outcome != null || slot.cancelled)
            {
                return false;
            }
            slot.cancelled = true;
            // One that runs already goes on, and its completion will say what became of it.
            if (waiting.remove(slot))
            {
                complete(slot, Outcome.CANCELLED, 0, null);
            }
            return true;
        }
        finally
        {
            lock.unlock();
        }
    }

    /** Until there is a completion, or no time is left, or any other reason to wait no more. Returns how many. */
    int awaitCompletions(final long timeoutNs)
    {
        if (timeoutNs == 0 && numberCompleted == 0 && !woken)
        {
            return 0;
        }
        lock.lock();
        try
        {
            long left = timeoutNs;
            while (left > 0 && completed.isEmpty() && !woken && !(closed && running == 0))
            {
                left = await(left);
            }
            woken = false;
            return completed.size();
        }
        finally
        {
            lock.unlock();
        }
    }

    /** Returns what is left of the time: nothing after an interrupt, of which the flag is kept. */
    private long await(final long timeoutNs)
    {
        try
        {
            if (timeoutNs == ENDLESS)
            {
                hasNews.await();
                return ENDLESS;
            }
            return hasNews.awaitNanos(timeoutNs);
        }
        catch (final InterruptedException ex)
        {
            Thread.currentThread().interrupt();
            return 0;
        }
    }

    /** The completion that has been there longest, which then is the caller's; or null. */
    Completion takeCompletion()
    {
        if (numberCompleted == 0)
        {
            return null;
        }
        lock.lock();
        try
        {
            final Slot slot = completed.peek();
            if (slot == null)
            {
                return null;
            }
            // Made first: without memory for it, it stays where it is.
            final Completion completion = slot.completion();
            completed.remove();
            numberCompleted = completed.size();
            slot.leave();
            free.push(slot);
            numberFree = free.size();
            return completion;
        }
        finally
        {
            lock.unlock();
        }
    }

    void wake()
    {
        lock.lock();
        try
        {
            woken = true;
            hasNews.signal();
        }
        finally
        {
            lock.unlock();
        }
    }

    /** Takes no more, and cancels those that wait for a worker. */
    void close()
    {
        lock.lock();
        try
        {
            closed = true;
            for (Slot slot = waiting.poll(); slot != null; slot = waiting.poll())
            {
                complete(slot, Outcome.CANCELLED, 0, null);
            }
            hasWork.signalAll();
            hasNews.signalAll();
        }
        finally
        {
            lock.unlock();
        }
    }
}
