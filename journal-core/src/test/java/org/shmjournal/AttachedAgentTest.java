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
}
