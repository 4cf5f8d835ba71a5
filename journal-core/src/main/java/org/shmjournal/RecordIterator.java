package org.shmjournal;

import java.nio.ByteBuffer;
import java.util.Iterator;
import java.util.NoSuchElementException;

/** Waits for one record after the other; ends when no more may come without a new owner. One thread. */
final class RecordIterator<T> implements Iterator<T>
{
    private final ShmReader<T> reader;
    private final Wait wait;
    /** One for all polls: of a reader that waits, each may be the first in a millisecond, and run cold. */
    private final RecordHandler taking = this::take;
    private T next;
    private boolean hasNext;

    RecordIterator(final ShmReader<T> reader, final Wait wait)
    {
        this.reader = reader;
        this.wait = wait;
    }

    @Override
    public boolean hasNext()
    {
        if (!hasNext && !poll())
        {
            wait.begin();
            while (!poll())
            {
                if (!mayHaveMore())
                {
                    return false;
                }
                wait.pause();
            }
        }
        return true;
    }

    /** A time-out is an end as well: whoever wants to go on asks for another iterator. */
    private boolean mayHaveMore()
    {
        return reader.state() == ReaderState.ACTIVE;
    }

    private boolean poll()
    {
        reader.poll(taking, 1);
        return hasNext;
    }

    private void take(final ByteBuffer buffer, final int start, final int length, final RecordContext context)
    {
        next = reader.decode(buffer, start, length);
        hasNext = true;
    }

    @Override
    public T next()
    {
        if (!hasNext())
        {
            throw new NoSuchElementException("no more records");
        }
        final T result = next;
        next = null;
        hasNext = false;
        return result;
    }
}
