package org.shmjournal.async;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.agrona.LangUtil;
import org.agrona.concurrent.Agent;
import org.shmjournal.Conductor;
import org.shmjournal.ReaderState;
import org.shmjournal.ShmReader;
import org.shmjournal.error.ChannelNotFoundException;

/**
 * One subscriber of a {@link JournalPublisher}, with a reader: opens it, delivers what is requested, tells the end, and
 * lets go of the reader; a step with each round of the conductor. Any thread requests and cancels.
 */
final class JournalSubscription<T> implements Flow.Subscription, Agent
{
    /** Records that one round delivers at most, so that the conductor's other work goes on. */
    private static final int BATCH = 64;
    /** How long there is no other look for a channel that is not there. */
    private static final long LOOK_INTERVAL = TimeUnit.MILLISECONDS.toNanos(1);

    /** Thrown through a poll, to leave the reader before the record that it has come to. */
    private static final class Stop extends RuntimeException
    {
        private static final long serialVersionUID = 1L;
        private static final Stop HERE = new Stop();

        private Stop()
        {
            super("stop before this record", null, false, false);
        }
    }

    private final JournalPublisher<T> publisher;
    private final Conductor conductor;
    private final AtomicLong requested = new AtomicLong();
    private final Consumer<T> delivery = this::deliver;
    private volatile boolean cancelled;
    /** What is wrong with what was requested; null when nothing is. */
    private volatile IllegalArgumentException badRequest;

    /** Null once there is nothing more to tell it. */
    private Flow.Subscriber<? super T> subscriber;
    private CompletableFuture<ShmReader<T>> opening;
    private long began;
    private long nextLook;
    /** The driver's work on the next segment; meanwhile the reader is the driver's. Null when there is none. */
    private CompletableFuture<Void> rolling;
    private CompletableFuture<Void> closing;
    private ShmReader<T> reader;
    /** What the subscriber has thrown. */
    private Throwable thrown;

    JournalSubscription(
        final JournalPublisher<T> publisher, final Conductor conductor, final Flow.Subscriber<? super T> subscriber)
    {
        this.publisher = publisher;
        this.conductor = conductor;
        this.subscriber = subscriber;
    }

    /** The subscribing thread's, before the conductor knows of it. */
    void begin()
    {
        try
        {
            subscriber.onSubscribe(this);
        }
        catch (final RuntimeException | Error ex)
        {
            thrown = ex;
        }
        began = System.nanoTime();
        look(began);
        try
        {
            conductor.attach(this);
        }
        catch (final IllegalStateException ex)
        {
            opening.thenAccept(ShmReader::close);
            fail(ex);
        }
    }

    @Override
    public void request(final long count)
    {
        if (count > 0)
        {
            requested.getAndUpdate(before -> before + count < 0 ? Long.MAX_VALUE : before + count);
        }
        else
        {
            badRequest = new IllegalArgumentException("requested=" + count + " is not positive: rule 3.9");
        }
        conductor.wake();
    }

    @Override
    public void cancel()
    {
        cancelled = true;
        conductor.wake();
    }

    @Override
    public int doWork()
    {
        if (subscriber == null)
        {
            return leave();
        }
        if (cancelled || thrown != null)
        {
            return forget();
        }
        if (badRequest != null)
        {
            return fail(badRequest);
        }
        return reader == null ? enter() : poll();
    }

    private int enter()
    {
        if (!opening.isDone())
        {
            return 0;
        }
        if (mayAppear())
        {
            return lookAgain();
        }
        opening.whenComplete((opened, failure) -> {
            reader = opened;
            if (failure != null)
            {
                fail(failure);
            }
        });
        return 1;
    }

    private void look(final long now)
    {
        nextLook = now + LOOK_INTERVAL;
        opening = conductor.submit(publisher::open);
    }

    /** Whether all that is wrong is that there is no channel so far. */
    private boolean mayAppear()
    {
        return opening.isCompletedExceptionally() &&
            opening.handle((opened, failure) -> failure instanceof ChannelNotFoundException).join() &&
            System.nanoTime() - began < publisher.deadlineNs();
    }

    private int lookAgain()
    {
        final long now = System.nanoTime();
        if (now - nextLook >= 0)
        {
            look(now);
        }
        return 0;
    }

    private int poll()
    {
        if (isRolling())
        {
            return 0;
        }
        final long before = requested.get();
        boolean ranDry = before == 0;
        try
        {
            // With nothing requested, too: behind the last record comes the end.
            ranDry = reader.poll(delivery, (int)Math.max(1, Math.min(before, BATCH))) == 0;
        }
        catch (final Stop stop)
        {
            // Whoever was the reason for that is asked for it with the next round.
        }
        catch (final RuntimeException | Error ex)
        {
            return fail(ex);
        }
        if (reader.isOpeningLeft())
        {
            rolling = conductor.submit(this::roll);
            return 1;
        }
        return ranDry ? end() : 1;
    }

    private boolean isRolling()
    {
        return rolling != null && !rolling.isDone();
    }

    private Void roll()
    {
        reader.openNext();
        return null;
    }

    private void deliver(final T value)
    {
        if (cancelled || requested.get() == 0)
        {
            throw Stop.HERE;
        }
        requested.decrementAndGet();
        try
        {
            subscriber.onNext(value);
        }
        catch (final RuntimeException | Error ex)
        {
            thrown = ex;
            throw Stop.HERE;
        }
    }

    private int end()
    {
        final ReaderState state;
        try
        {
            state = reader.state();
        }
        catch (final RuntimeException ex)
        {
            return fail(ex);
        }
        return state == ReaderState.TERMINATED ? fail(publisher.terminated()) :
            publisher.isEnd(state) ? complete() : 0;
    }

    private int complete()
    {
        final Flow.Subscriber<? super T> last = subscriber;
        subscriber = null;
        last.onComplete();
        return 1;
    }

    private int fail(final Throwable reason)
    {
        final Flow.Subscriber<? super T> last = subscriber;
        subscriber = null;
        last.onError(reason);
        return 1;
    }

    /** Tells it nothing more; what it has thrown goes to the error handler. */
    private int forget()
    {
        final Throwable failure = thrown;
        subscriber = null;
        if (failure != null)
        {
            LangUtil.rethrowUnchecked(failure);
        }
        return 1;
    }

    /** What closing the reader fails for goes to the error handler. */
    private int leave()
    {
        if (!opening.isDone() || isRolling() || closing != null && !closing.isDone())
        {
            return 0;
        }
        if (closing == null)
        {
            closing = conductor.submit(this::close);
            return 1;
        }
        conductor.detach(this);
        closing.join();
        return 1;
    }

    private Void close()
    {
        if (!opening.isCompletedExceptionally())
        {
            opening.join().close();
        }
        return null;
    }

    /** The conductor is closed before the subscription has ended. */
    @Override
    public void onClose()
    {
        try
        {
            if (closing == null && opening.isDone() && !isRolling())
            {
                close();
            }
        }
        finally
        {
            if (subscriber != null && !cancelled)
            {
                fail(new IllegalStateException("the conductor of the " + publisher.name() + " was closed"));
            }
        }
    }

    @Override
    public String roleName()
    {
        return publisher.name();
    }
}
