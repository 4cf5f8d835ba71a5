package org.shmjournal.layout;

import java.nio.ByteBuffer;

/** Who is told of the stores that a thread makes through {@link Memory}. */
public final class Stores
{
    /** Is told of a store that was just made. */
    public interface Observer
    {
        /**
         * A store of {@code length} bytes; 0 when nothing was changed.
         *
         * @param operation name of the method of {@link Memory}.
         */
        void stored(ByteBuffer memory, int index, int length, String operation);
    }

    private static final ThreadLocal<Observer> OBSERVER = new ThreadLocal<>();

    private Stores()
    {
    }

    /** From now on, of this thread's stores; null: nobody. */
    public static void observe(final Observer observer)
    {
        OBSERVER.set(observer);
    }

    static void tell(final ByteBuffer memory, final int index, final int length, final String operation)
    {
        final Observer observer = OBSERVER.get();
        if (observer != null)
        {
            observer.stored(memory, index, length, operation);
        }
    }
}
