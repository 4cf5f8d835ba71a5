package org.shmjournal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import org.agrona.concurrent.Agent;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What users have a conductor run beside its own work, and on which thread. */
@Timeout(60)
class AttachedAgentTest
{
    private final List<Throwable> errors = new ArrayList<>();
    private final Conductor conductor = Conductor.builder().errorHandler(errors::add).build();

    private static final class Counting implements Agent
    {
        private int rounds;
        private int closes;
        private RuntimeException failure;

        @Override
        public int doWork()
        {
            rounds++;
            if (failure != null)
            {
                throw failure;
            }
            return 3;
        }

        @Override
        public void onClose()
        {
            closes++;
        }

        @Override
        public String roleName()
        {
            return "counting";
        }
    }

    @Test
    void shouldRunAnAgentWithEachRoundUntilItIsDetached()
    {
        final Counting agent = new Counting();
        conductor.attach(agent);
        assertEquals(3, conductor.doWork());
        assertEquals(3, conductor.doWork());
        conductor.detach(agent);
        assertEquals(0, conductor.doWork());
        assertEquals(2, agent.rounds);
    }

    @Test
    void shouldHandWhatAnAgentThrowsToTheErrorHandlerAndGoOn()
    {
        final Counting failing = new Counting();
        failing.failure = new IllegalStateException("mine");
        final Counting other = new Counting();
        conductor.attach(failing);
        conductor.attach(other);
        conductor.doWork();
        conductor.doWork();
        assertEquals(List.of(failing.failure, failing.failure), errors);
        assertEquals(2, other.rounds);
    }

    @Test
    void shouldTellAgentsOfTheEndOnce()
    {
        final Counting attached = new Counting();
        final Counting detached = new Counting();
        conductor.attach(attached);
        conductor.attach(detached);
        conductor.detach(detached);
        conductor.close();
        conductor.close();
        assertEquals(1, attached.closes);
        assertEquals(0, detached.closes);
    }

    @Test
    void shouldRunWhatMayBlockElsewhereAndCompleteItOnItsOwnThread() throws Exception
    {
        final AtomicReference<Thread> own = new AtomicReference<>();
        try (Conductor launched = Conductor.builder().threadFactory(task -> {
            own.set(new Thread(task));
            return own.get();
        }).launch())
        {
            final CountDownLatch registered = new CountDownLatch(1);
            final CompletableFuture<Thread> ran = launched.submit(() -> {
                registered.await();
                return Thread.currentThread();
            });
            final CompletableFuture<Thread> completed = ran.thenApply(thread -> Thread.currentThread());
            registered.countDown();
            assertSame(own.get(), completed.get());
            assertNotSame(own.get(), ran.get());
            assertNotSame(Thread.currentThread(), ran.get());
        }
    }

    @Test
    void shouldTellWhatWasSubmittedOnlyWhenItIsRun() throws Exception
    {
        final CountDownLatch ran = new CountDownLatch(1);
        final CompletableFuture<String> result = conductor.submit(() -> {
            ran.countDown();
            return "done";
        });
        ran.await();
        assertFalse(result.isDone());
        final Patience patience = new Patience("the completion");
        while (conductor.doWork() == 0)
        {
            patience.check();
        }
        assertEquals("done", result.getNow(null));
    }

    @Test
    void shouldFailWhatFails()
    {
        final CompletableFuture<String> result = conductor.submit(() -> {
            throw new IllegalArgumentException("mine");
        });
        conductor.close();
        final Throwable failure = assertThrows(ExecutionException.class, result::get).getCause();
        assertInstanceOf(IllegalArgumentException.class, failure);
    }

    @Test
    void shouldRefuseWorkAndAgentsOnceItIsClosed()
    {
        conductor.close();
        assertThrows(IllegalStateException.class, () -> conductor.attach(new Counting()));
        assertTrue(conductor.submit(() -> 1).isCompletedExceptionally());
        assertInstanceOf(IllegalStateException.class,
            assertThrows(ExecutionException.class, conductor.submit(() -> 1)::get).getCause());
    }

    @Test
    void shouldGoOnAfterAnError() throws Exception
    {
        final CountDownLatch thrown = new CountDownLatch(1);
        final AssertionError failure = new AssertionError("mine");
        final List<Throwable> told = new CopyOnWriteArrayList<>();
        try (Conductor launched = Conductor.builder().errorHandler(told::add).launch())
        {
            launched.attach(new Agent()
            {
                @Override
                public int doWork()
                {
                    thrown.countDown();
                    throw failure;
                }

                @Override
                public String roleName()
                {
                    return "failing";
                }
            });
            thrown.await();
            assertEquals(1, launched.submit(() -> 1).get());
        }
        assertSame(failure, told.get(0));
    }

    @Test
    void shouldBeClosedByAStageOnItsOwnThread() throws Exception
    {
        final Conductor launched = Conductor.launch();
        final CountDownLatch registered = new CountDownLatch(1);
        final CompletableFuture<Thread> closed = launched.submit(() -> {
            registered.await();
            return 1;
        }).thenApply(one -> {
            launched.close();
            return Thread.currentThread();
        });
        registered.countDown();
        final Thread own = closed.get();
        final Patience patience = new Patience("the conductor to end");
        while (own.isAlive())
        {
            patience.check();
            Thread.yield();
        }
        assertTrue(launched.submit(() -> 1).isCompletedExceptionally());
    }

    @Test
    void shouldTakeMoreThanItsDriverDoes() throws Exception
    {
        final CountDownLatch mayRun = new CountDownLatch(1);
        final List<CompletableFuture<Integer>> results = new ArrayList<>();
        for (int i = 0; i < 3000; i++)
        {
            final int number = i;
            results.add(conductor.submit(() -> {
                mayRun.await();
                return number;
            }));
        }
        assertTrue(results.stream().noneMatch(CompletableFuture::isDone));
        mayRun.countDown();
        final Patience patience = new Patience("all that was submitted");
        while (!results.stream().allMatch(CompletableFuture::isDone))
        {
            conductor.doWork();
            patience.check();
        }
        for (int i = 0; i < results.size(); i++)
        {
            assertEquals(i, results.get(i).get());
        }
    }

    @Test
    void shouldAwaitAllThatWasSubmittedWhenItIsClosed() throws Exception
    {
        final List<CompletableFuture<Integer>> results = new ArrayList<>();
        for (int i = 0; i < 3000; i++)
        {
            final int number = i;
            results.add(conductor.submit(() -> number));
        }
        conductor.close();
        for (int i = 0; i < results.size(); i++)
        {
            assertEquals(i, results.get(i).getNow(null));
        }
    }

    @Test
    void shouldEndWhileOthersSubmit() throws Exception
    {
        for (int round = 0; round < 200; round++)
        {
            final Conductor closing = Conductor.builder().build();
            closing.submit(() -> 1);
            final CountDownLatch begun = new CountDownLatch(1);
            final List<CompletableFuture<Integer>> results = new CopyOnWriteArrayList<>();
            final Thread other = new Thread(() -> {
                begun.countDown();
                CompletableFuture<Integer> last = closing.submit(() -> 1);
                while (!last.isCompletedExceptionally())
                {
                    results.add(last);
                    last = closing.submit(() -> 1);
                }
            });
            other.start();
            begun.await();
            closing.close();
            other.join();
            assertTrue(results.stream().allMatch(CompletableFuture::isDone), "round " + round);
        }
    }

    @Test
    void shouldLeaveNoGroupOfThreadsBehind() throws Exception
    {
        final ThreadGroup group = Thread.currentThread().getThreadGroup();
        final int before = group.activeGroupCount();
        for (int i = 0; i < 20; i++)
        {
            try (Conductor used = Conductor.launch())
            {
                used.submit(() -> 1).get();
            }
        }
        assertEquals(before, group.activeGroupCount());
    }

    @Test
    void shouldKnowAThreadThatWasMadeOnOneOfTheDriversFromThose() throws Exception
    {
        final Conductor launched = Conductor.launch();
        final CompletableFuture<Thread> driving = new CompletableFuture<>();
        final Thread closing = launched.submit(() -> {
            driving.complete(Thread.currentThread());
            return new Thread(launched::close);
        }).get();
        closing.start();
        closing.join();
        // It has waited for them, as every other thread does.
        assertFalse(driving.get().isAlive());
    }
}
