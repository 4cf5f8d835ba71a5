package org.shmjournal;

import java.lang.ref.WeakReference;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.shmjournal.store.OpenClaim;

/**
 * What one thread has of a {@link ConcurrentShmWriter} to itself, so that it meets the others at the tail alone: a
 * format, a buffer to encode into, claims that are used again and again. That of a thread that is dead goes to one that
 * comes later.
 */
final class WriterThread<T>
{
    private static final int DOES_NOT_FIT = -1;
    private static final int FIRST_CAPACITY = 4096;
    private static final int GROWTH = 4;

    private final DataFormat<? super T> format;
    private final int maxRecordLength;
    private final Supplier<OpenClaim> newClaim;
    private final OpenClaim claim;
    private final Wait wait;
    private final List<SharedClaim> handedOut = new ArrayList<>();
    private ByteBuffer buffer;
    private WeakReference<Thread> thread = new WeakReference<>(Thread.currentThread());

    WriterThread(
        final DataFormat<? super T> format,
        final int maxRecordLength,
        final Supplier<OpenClaim> newClaim,
        final Wait wait)
    {
        this.format = format;
        this.maxRecordLength = maxRecordLength;
        this.newClaim = newClaim;
        this.claim = newClaim.get();
        this.wait = wait;
        this.buffer = allocate(Math.min(FIRST_CAPACITY, maxRecordLength));
    }

    private static ByteBuffer allocate(final int capacity)
    {
        return ByteBuffer.allocateDirect(capacity).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** Whether its thread will not come again. */
    boolean isLeft()
    {
        final Thread owner = thread.get();
        return owner == null || !owner.isAlive();
    }

    /** This thread's from now on. */
    WriterThread<T> take()
    {
        thread = new WeakReference<>(Thread.currentThread());
        return this;
    }

    /**
     * Encodes into {@link #buffer}.
     *
     * @return length of the payload; negative when it does not get by with the maximum record length.
     */
    int encode(final T value)
    {
        int length = encodeHere(value);
        while (length < 0 && buffer.capacity() < maxRecordLength)
        {
            buffer = allocate((int)Math.min((long)GROWTH * buffer.capacity(), maxRecordLength));
            length = encodeHere(value);
        }
        return length < 0 ? DOES_NOT_FIT : length;
    }

    private int encodeHere(final T value)
    {
        final int available = buffer.capacity();
        final int length = format.encode(value, buffer, 0, available);
        if (length > available)
        {
            throw new IllegalStateException("format=" + format.mediaType() + " returned length=" + length +
                " with available=" + available + ": it must return a negative number when a value does not fit");
        }
        return length;
    }

    /** What was encoded last, from index 0 on. */
    ByteBuffer buffer()
    {
        return buffer;
    }

    /** For the claim that a write resolves itself. */
    OpenClaim claim()
    {
        return claim;
    }

    /** One to hand out: the first that is not open. */
    SharedClaim freeClaim()
    {
        for (int i = 0; i < handedOut.size(); i++)
        {
            final SharedClaim free = handedOut.get(i);
            if (!free.isOpen())
            {
                return free;
            }
        }
        final SharedClaim one = new SharedClaim(newClaim.get());
        handedOut.add(one);
        return one;
    }

    /** For this thread's waits. */
    Wait startWaiting()
    {
        wait.begin();
        return wait;
    }
}
