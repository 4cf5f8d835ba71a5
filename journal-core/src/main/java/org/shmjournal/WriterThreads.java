package org.shmjournal;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** The threads of a {@link ConcurrentShmWriter}, as many as were alive at the same time. Any thread. */
final class WriterThreads<T>
{
    private final Supplier<WriterThread<T>> newThread;
    private final List<WriterThread<T>> all = new ArrayList<>();
    private final ThreadLocal<WriterThread<T>> mine = ThreadLocal.withInitial(this::join);

    WriterThreads(final Supplier<WriterThread<T>> newThread)
    {
        this.newThread = newThread;
    }

    /** This thread's. */
    WriterThread<T> mine()
    {
        return mine.get();
    }

    private synchronized WriterThread<T> join()
    {
        for (final WriterThread<T> one : all)
        {
            if (one.isLeft())
            {
                return one.take();
            }
        }
        final WriterThread<T> joined = newThread.get();
        all.add(joined);
        return joined;
    }
}
