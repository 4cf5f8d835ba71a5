package org.shmjournal.async;

import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Writes what it gets, in order, and requests one more for each record that was published: so a channel without room
 * holds its publisher back. What it has requested takes no place in the writer's queue. The writer stays open; several
 * subscribers may share it.
 * <p>
 * For one subscription; a second one is cancelled. It requests, and cancels, on the thread that completes a write: the
 * publisher's, or the conductor's.
 *
 * @param <T> what the channel's format encodes.
 */
public final class JournalSubscriber<T> implements Flow.Subscriber<T>
{
    /** Records that may be under way. */
    private static final int WINDOW = 64;

    private final AsyncShmWriter<? super T> writer;
    private final CompletableFuture<Long> done = new CompletableFuture<>();
    private final CompletionStage<Long> stage = done.minimalCompletionStage();
    /** What is to be requested, by one thread at a time: the one that has found 0 here. */
    private final AtomicLong due = new AtomicLong();
    private volatile Flow.Subscription subscription;
    /** Whether nothing more is wanted. */
    private volatile boolean over;
    /** Whether nothing more comes, so that the subscription is not to be called any more. */
    private volatile boolean ended;

    JournalSubscriber(final AsyncShmWriter<? super T> writer)
    {
        this.writer = writer;
    }

    @Override
    public void onSubscribe(final Flow.Subscription upstream)
    {
        Objects.requireNonNull(upstream, "subscription");
        if (subscription != null)
        {
            upstream.cancel();
            return;
        }
        subscription = upstream;
        call(WINDOW);
    }

    @Override
    public void onNext(final T value)
    {
        Objects.requireNonNull(value, "value");
        if (!over)
        {
            write(writer, value).whenComplete(this::settled);
        }
    }

    private static <U> CompletableFuture<Written> write(final AsyncShmWriter<U> writer, final U value)
    {
        return writer.state().writeUncounted(value);
    }

    private void settled(final Written written, final Throwable failure)
    {
        if (failure != null)
        {
            over = true;
            done.completeExceptionally(failure);
        }
        call(1);
    }

    @Override
    public void onError(final Throwable failure)
    {
        Objects.requireNonNull(failure, "failure");
        ended = true;
        writer.flush().whenComplete((durable, unflushed) -> done.completeExceptionally(failure));
    }

    @Override
    public void onComplete()
    {
        ended = true;
        flush();
    }

    /** Wants nothing more; what came so far is written. Any thread. */
    public void cancel()
    {
        over = true;
        if (subscription != null)
        {
            call(1);
        }
        flush();
    }

    private void flush()
    {
        writer.flush().whenComplete((durable, failure) -> {
            if (failure == null)
            {
                done.complete(durable);
            }
            else
            {
                done.completeExceptionally(failure);
            }
        });
    }

    /**
     * Completes when all is written and forced, with the durable position then: after the publisher has completed, or
     * {@link #cancel}. Fails with what the publisher has failed with, when all before is forced; or with what a write
     * has failed with, and then the subscription is cancelled. That the writer has come to an end, it learns with the
     * next record. The same stage each time.
     */
    public CompletionStage<Long> done()
    {
        return stage;
    }

    /** Requests so many more, or cancels; no two threads at a time. */
    private void call(final long count)
    {
        if (due.getAndAdd(count) != 0)
        {
            return;
        }
        long now = count;
        do
        {
            if (!ended && over)
            {
                subscription.cancel();
            }
            else if (!ended)
            {
                subscription.request(now);
            }
            now = due.addAndGet(-now);
        }
        while (now != 0);
    }
}
