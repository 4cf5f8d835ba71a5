package org.shmjournal;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Flow;
import java.util.function.Consumer;
import org.shmjournal.testing.Records;

/** A subscriber that keeps what it is told. One thread. */
class Collecting implements Flow.Subscriber<ByteBuffer>
{
    final List<Records.Read> records = new ArrayList<>();
    Flow.Subscription subscription;
    Throwable failure;
    boolean completed;
    Thread thread;

    private final long requested;
    private Consumer<Integer> onNext = count -> {
    };

    /** Requests so many at first. */
    Collecting(final long requested)
    {
        this.requested = requested;
    }

    /** What to do with the number of records, behind each. */
    Collecting then(final Consumer<Integer> action)
    {
        onNext = action;
        return this;
    }

    boolean isOver()
    {
        return completed || failure != null;
    }

    int count()
    {
        return records.size();
    }

    @Override
    public void onSubscribe(final Flow.Subscription upstream)
    {
        subscription = upstream;
        if (requested > 0)
        {
            upstream.request(requested);
        }
    }

    @Override
    public void onNext(final ByteBuffer value)
    {
        thread = Thread.currentThread();
        if (isOver())
        {
            throw new AssertionError("a record behind the end");
        }
        final byte[] bytes = new byte[value.remaining()];
        value.get(bytes);
        records.add(new Records.Read(-1, -1, -1, bytes));
        onNext.accept(records.size());
    }

    @Override
    public void onError(final Throwable reason)
    {
        thread = Thread.currentThread();
        if (isOver())
        {
            throw new AssertionError("a second end", reason);
        }
        failure = reason;
    }

    @Override
    public void onComplete()
    {
        thread = Thread.currentThread();
        if (isOver())
        {
            throw new AssertionError("a second end");
        }
        completed = true;
    }
}
