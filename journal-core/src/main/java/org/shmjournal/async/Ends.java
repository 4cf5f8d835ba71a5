package org.shmjournal.async;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/**
 * The ends that a writer may come to, each at most once: it drains, then closes. While one of them is under way it has
 * the writer to itself. Under the lock of a {@link WriterState}.
 */
final class Ends
{
    /** One of the two, as its caller sees it: a stage that nobody but the writer completes. */
    static final class End
    {
        private final CompletableFuture<Void> future = new CompletableFuture<>();
        private final CompletionStage<Void> stage = future.minimalCompletionStage();
        private boolean wished;
        private boolean begun;

        /** The same stage each time. */
        CompletionStage<Void> wish()
        {
            wished = true;
            return stage;
        }

        boolean isWished()
        {
            return wished;
        }

        boolean isDue()
        {
            return wished && !begun;
        }

        private void settle(final Throwable failure)
        {
            if (failure == null)
            {
                future.complete(null);
            }
            else
            {
                future.completeExceptionally(failure);
            }
        }
    }

    private final End drain = new End();
    private final End close = new End();
    private End current;
    /** What the driver does for that; null when there is none. */
    private CompletableFuture<Void> running;
    private boolean over;

    End drain()
    {
        return drain;
    }

    End close()
    {
        return close;
    }

    /** Whether nobody has the writer to himself. */
    boolean mayWrite()
    {
        return running == null && !over;
    }

    /** Whether nothing is left to do. */
    boolean isQuiet()
    {
        return running == null && !drain.isDue() && !close.isDue();
    }

    /** Whether the channel was left. */
    boolean isOver()
    {
        return over;
    }

    void begin(final End end, final CompletableFuture<Void> work)
    {
        end.begun = true;
        current = end;
        running = work;
    }

    /**
     * Hands over what is to be told of an end that has come.
     *
     * @return false when none has.
     */
    boolean finish(final Consumer<Runnable> told)
    {
        if (running == null || !running.isDone())
        {
            return false;
        }
        final CompletableFuture<Void> done = running;
        final End end = current;
        told.accept(() -> done.whenComplete((nothing, failure) -> end.settle(failure)));
        over = end == close;
        running = null;
        return true;
    }

    /** Hands over that nothing comes any more. */
    void fail(final Throwable reason, final Consumer<Runnable> told)
    {
        over = true;
        told.accept(() -> {
            drain.settle(reason);
            close.settle(reason);
        });
    }
}
