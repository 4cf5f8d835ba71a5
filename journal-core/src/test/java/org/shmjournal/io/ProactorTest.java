package org.shmjournal.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.shmjournal.io.Completion.Outcome;

/** Each operation that was taken has one completion, whatever happens to it. */
@Timeout(60)
class ProactorTest
{
    private final CountDownLatch gate = new CountDownLatch(1);
    private final List<Completion> completions = new ArrayList<>();
    private Proactor driver = Proactor.builder().workers(1).build();

    @AfterEach
    void close()
    {
        gate.countDown();
        driver.close();
    }

    private void open(final Proactor.Builder builder)
    {
        driver.close();
        driver = builder.build();
    }

    /** Runs until the gate is opened; returns once it does. */
    private long pushBlocked()
    {
        final CountDownLatch runs = new CountDownLatch(1);
        final long token = driver.push(Operation.call(() -> {
            runs.countDown();
            gate.await();
            return 7;
        }), "blocked");
        awaitUninterrupted(runs);
        return token;
    }

    private static void awaitUninterrupted(final CountDownLatch latch)
    {
        try
        {
            latch.await();
        }
        catch (final InterruptedException ex)
        {
            throw new IllegalStateException(ex);
        }
    }

    private void pollUntil(final int count)
    {
        while (completions.size() < count)
        {
            driver.poll(Proactor.ENDLESS, completions::add);
        }
        assertEquals(count, completions.size());
    }

    private void assertNothingMore()
    {
        assertEquals(0, driver.poll(0, completions::add));
        assertNull(driver.pop());
    }

    private static Operation returning(final long result)
    {
        return Operation.call(() -> result);
    }

    private static void join(final Thread thread)
    {
        try
        {
            thread.join();
        }
        catch (final InterruptedException ex)
        {
            throw new IllegalStateException(ex);
        }
    }

    /** Once it waits for something. */
    private static void awaitWaiting(final Thread thread)
    {
        while (thread.getState() != Thread.State.WAITING)
        {
            Thread.onSpinWait();
        }
    }

    @Test
    void shouldCompleteWithTheResultAndWhatWasPushed()
    {
        final Operation operation = returning(42);
        final long token = driver.push(operation, "attached");
        pollUntil(1);

        assertEquals(new Completion(token, operation, "attached", Outcome.DONE, 42, null), completions.get(0));
        assertTrue(completions.get(0).isDone());
        assertTrue(token >= 0);
        assertNothingMore();
    }

    @Test
    void shouldCompleteFiveAtOnce()
    {
        open(Proactor.builder().workers(5));
        final CyclicBarrier together = new CyclicBarrier(5);
        final Set<Long> tokens = new HashSet<>();
        for (int i = 0; i < 5; i++)
        {
            final int result = i;
            tokens.add(driver.push(Operation.call(() -> {
                together.await();
                return result;
            })));
        }
        pollUntil(5);

        assertEquals(5, tokens.size());
        assertEquals(tokens, new HashSet<>(completions.stream().map(Completion::token).toList()));
        assertEquals(List.of(0L, 1L, 2L, 3L, 4L), completions.stream().map(Completion::result).sorted().toList());
        assertNothingMore();
    }

    @Test
    void shouldRunTwoWithAPoolOfOneInTheOrderOfTheirPushes()
    {
        pushBlocked();
        driver.push(returning(1));
        driver.push(returning(2));
        gate.countDown();
        pollUntil(3);

        assertEquals(List.of(7L, 1L, 2L), completions.stream().map(Completion::result).toList());
    }

    @Test
    void shouldRefuseAPoolOfNone()
    {
        assertThrows(IllegalArgumentException.class, () -> Proactor.builder().workers(0).build());
        assertThrows(IllegalArgumentException.class, () -> Proactor.builder().workers(-1).build());
        assertThrows(IllegalArgumentException.class, () -> Proactor.builder().queueCapacity(0).build());
        assertThrows(IllegalArgumentException.class,
            () -> Proactor.builder().queueCapacity(Integer.MAX_VALUE).build());
    }

    @Test
    void shouldFindNothingWhenTheTimeIsOver()
    {
        assertEquals(0, driver.poll(1, completions::add));
        assertEquals(0, driver.poll(1_000_000, completions::add));
        assertNothingMore();
        assertThrows(IllegalArgumentException.class, () -> driver.poll(-1, completions::add));
    }

    @Test
    void shouldPopOneAtATime()
    {
        driver.push(returning(1));
        driver.push(returning(2));
        driver.close();
        final Completion first = driver.pop();
        final Completion second = driver.pop();

        assertNotEquals(first.token(), second.token());
        assertNull(driver.pop());
    }

    @Test
    void shouldHandBackWhatFindsTheQueueFull()
    {
        open(Proactor.builder().workers(1).queueCapacity(2));
        pushBlocked();
        assertTrue(driver.push(returning(1)) >= 0);
        final Operation refused = returning(2);
        assertEquals(Proactor.REFUSED, driver.push(refused));
        gate.countDown();
        // A place is free once a completion was taken.
        pollUntil(2);
        assertNothingMore();
        assertTrue(driver.push(refused) >= 0);
        pollUntil(3);
        assertEquals(2, completions.get(2).result());
    }

    @Test
    void shouldCountWhatNobodyPolls()
    {
        open(Proactor.builder().workers(1).queueCapacity(3));
        final AtomicInteger runs = new AtomicInteger();
        final Operation counted = Operation.call(runs::incrementAndGet);
        for (int i = 0; i < 3; i++)
        {
            assertTrue(driver.push(counted) >= 0);
        }
        assertEquals(Proactor.REFUSED, driver.push(counted));
        driver.close();
        pollUntil(3);
    }

    @Test
    void shouldFailWithWhatAnOperationThrowsAndGoOn()
    {
        final List<Throwable> thrown =
            List.of(new Exception("checked"), new IllegalStateException("unchecked"), new StackOverflowError());
        for (final Throwable one : thrown)
        {
            driver.push(Operation.call(() -> {
                throw ProactorTest.<RuntimeException> sneaky(one);
            }));
        }
        driver.push(returning(4));
        pollUntil(4);

        assertEquals(thrown, completions.subList(0, 3).stream().map(Completion::failure).toList());
        assertTrue(completions.subList(0, 3).stream().allMatch(Completion::isFailed));
        assertEquals(4, completions.get(3).result());
    }

    @SuppressWarnings("unchecked")
    private static <T extends Throwable> T sneaky(final Throwable thrown) throws T
    {
        throw (T)thrown;
    }

    @Test
    void shouldCancelBeforeItRuns()
    {
        pushBlocked();
        final AtomicInteger runs = new AtomicInteger();
        final Operation operation = Operation.call(runs::incrementAndGet);
        final long token = driver.push(operation, "never");
        assertTrue(driver.cancel(token));
        assertFalse(driver.cancel(token));
        gate.countDown();
        pollUntil(2);
        driver.close();

        assertEquals(new Completion(token, operation, "never", Outcome.CANCELLED, 0, null), completions.get(0));
        assertTrue(completions.get(0).isCancelled());
        assertEquals(0, runs.get());
        assertFalse(driver.cancel(token));
        assertNothingMore();
    }

    @Test
    void shouldCompleteOnceWhatIsCancelledWhileItRuns()
    {
        final long token = pushBlocked();
        assertTrue(driver.cancel(token));
        assertFalse(driver.cancel(token));
        assertNothingMore();
        gate.countDown();
        pollUntil(1);

        assertEquals(Outcome.DONE, completions.get(0).outcome());
        assertEquals(7, completions.get(0).result());
        assertFalse(driver.cancel(token));
        assertNothingMore();
    }

    @Test
    void shouldCompleteOnceWhateverRacesWithACancel()
    {
        open(Proactor.builder().workers(2).queueCapacity(4));
        for (int i = 0; i < 5_000; i++)
        {
            final long token = driver.push(returning(i));
            final boolean inTime = driver.cancel(token);
            assertFalse(driver.cancel(token));
            pollUntil(1);
            assertEquals(token, completions.get(0).token());
            assertTrue(inTime || completions.get(0).isDone());
            completions.clear();
        }
        assertNothingMore();
    }

    @Test
    void shouldNotCancelAnotherByAStaleToken()
    {
        open(Proactor.builder().workers(1).queueCapacity(1));
        final long stale = driver.push(returning(1));
        pollUntil(1);
        assertFalse(driver.cancel(stale));
        // In the only place that there is, so in that of the first.
        final long next = pushBlocked();
        assertNotEquals(stale, next);
        assertFalse(driver.cancel(stale));
        assertFalse(driver.cancel(Proactor.REFUSED));
        assertFalse(driver.cancel(Long.MAX_VALUE));
        assertFalse(driver.cancel(Long.MIN_VALUE));
        assertFalse(driver.cancel(next + 1));
        gate.countDown();
        pollUntil(2);
        assertTrue(completions.get(1).isDone());
    }

    @Test
    void shouldNotKnowAnyTokenInAPlaceThatIsFree()
    {
        open(Proactor.builder().workers(1).queueCapacity(3));
        assertFalse(driver.cancel(0));
        assertFalse(driver.cancel(3));
        final long token = driver.push(returning(1));
        pollUntil(1);
        assertFalse(driver.cancel(token));
    }

    @Test
    void shouldBeWokenFromAnotherThread()
    {
        final AtomicInteger polled = new AtomicInteger(-1);
        final Thread poller = new Thread(() -> polled.set(driver.poll(Proactor.ENDLESS, completions::add)));
        poller.start();
        awaitWaiting(poller);
        driver.handle().wake();
        join(poller);

        assertEquals(0, polled.get());
        assertNothingMore();
    }

    @Test
    void shouldRememberAWakeUntilTheNextPoll()
    {
        driver.handle().wake();
        driver.handle().wake();
        assertNull(driver.pop());
        assertEquals(0, driver.poll(Proactor.ENDLESS, completions::add));
        // It was for one poll alone: this one would wait.
        final Thread poller = new Thread(() -> driver.poll(Proactor.ENDLESS, completions::add));
        poller.start();
        awaitWaiting(poller);
        driver.push(returning(1));
        join(poller);
        assertEquals(1, completions.size());
    }

    @Test
    void shouldEndAPollOfAThreadThatIsInterruptedAndKeepTheFlag()
    {
        Thread.currentThread().interrupt();
        assertEquals(0, driver.poll(Proactor.ENDLESS, completions::add));
        assertTrue(Thread.currentThread().isInterrupted());
        driver.push(returning(1));
        assertTrue(Thread.interrupted());
        pollUntil(1);
    }

    @Test
    void shouldLetACompletionPushTheNext()
    {
        open(Proactor.builder().workers(1).queueCapacity(1));
        final AtomicInteger steps = new AtomicInteger();
        driver.push(returning(0));
        while (steps.get() < 10)
        {
            driver.poll(Proactor.ENDLESS, completion -> {
                assertEquals(steps.get(), completion.result());
                assertTrue(driver.push(returning(steps.incrementAndGet())) >= 0);
            });
        }
    }

    @Test
    void shouldKeepWhatACallbackThatThrewHasNotGot()
    {
        driver.push(returning(1));
        driver.push(returning(2));
        driver.push(returning(3));
        driver.close();
        final AtomicReference<Completion> first = new AtomicReference<>();
        assertThrows(IllegalStateException.class, () -> driver.poll(0, completion -> {
            first.set(completion);
            throw new IllegalStateException();
        }));
        assertEquals(2, driver.poll(0, completions::add));
        completions.add(first.get());
        assertEquals(3, completions.stream().map(Completion::token).distinct().count());
    }

    @Test
    void shouldCancelWhatWaitsAndAwaitWhatRunsWhenItIsClosed()
    {
        final long running = pushBlocked();
        final List<Long> queued = IntStream.range(0, 5).mapToObj(i -> driver.push(returning(i))).toList();
        final Thread closer = new Thread(driver::close);
        closer.start();
        // The cancelled ones are there at once, and closing goes on.
        pollUntil(5);
        assertEquals(queued, completions.stream().map(Completion::token).toList());
        assertTrue(completions.stream().allMatch(Completion::isCancelled));
        assertTrue(closer.isAlive());
        assertThrows(IllegalStateException.class, () -> driver.push(returning(0)));
        gate.countDown();
        pollUntil(6);
        join(closer);

        assertEquals(running, completions.get(5).token());
        assertTrue(completions.get(5).isDone());
        assertEquals(0, driver.poll(Proactor.ENDLESS, completions::add));
        assertNothingMore();
    }

    @Test
    void shouldDeliverWhatWasCompletedAfterItIsClosed()
    {
        driver.push(returning(1));
        driver.push(returning(2));
        driver.close();
        driver.close();
        pollUntil(2);
        assertEquals(0, driver.poll(Proactor.ENDLESS, completions::add));
    }

    @Test
    void shouldEndAPollWhenItIsClosed()
    {
        final Thread poller = new Thread(() -> driver.poll(Proactor.ENDLESS, completions::add));
        poller.start();
        awaitWaiting(poller);
        driver.close();
        join(poller);
        assertEquals(List.of(), completions);
    }

    @Test
    void shouldEndAllPollsWhenTheLastOneThatRanIsDone()
    {
        pushBlocked();
        final List<Thread> pollers = IntStream.range(0, 3)
            .mapToObj(i -> new Thread(() -> {
                while (driver.poll(Proactor.ENDLESS, one -> {
                }) > 0)
                {
                    Thread.onSpinWait();
                }
            }))
            .toList();
        pollers.forEach(Thread::start);
        pollers.forEach(ProactorTest::awaitWaiting);
        gate.countDown();
        driver.close();
        pollers.forEach(ProactorTest::join);
    }

    @Test
    void shouldCloseOnAnInterruptedThread()
    {
        pushBlocked();
        final Thread closer = new Thread(() -> {
            Thread.currentThread().interrupt();
            driver.close();
            if (Thread.interrupted())
            {
                completions.add(driver.pop());
            }
        });
        closer.start();
        gate.countDown();
        join(closer);
        assertEquals(7, completions.get(0).result());
    }

    @Test
    void shouldRefuseToBeClosedByAnOperationOfItsOwn()
    {
        driver.push(Operation.call(() -> {
            driver.close();
            return 0;
        }));
        pollUntil(1);
        assertEquals(IllegalStateException.class, completions.get(0).failure().getClass());
        driver.push(returning(1));
        pollUntil(2);
    }

    @Test
    void shouldRunOnTheThreadsThatItsUserMakes()
    {
        final List<String> names = new ArrayList<>();
        open(Proactor.builder().workers(1).name("disk"));
        final Operation name = Operation.call(() -> {
            names.add(Thread.currentThread().getName());
            return Thread.currentThread().isDaemon() ? 1 : 0;
        });
        driver.push(name);
        pollUntil(1);
        open(Proactor.builder().workers(1).threadFactory(task -> new Thread(task, "mine")));
        driver.push(name);
        pollUntil(2);

        assertEquals(List.of("disk-0", "mine"), names);
        assertEquals(List.of(1L, 0L), completions.stream().map(Completion::result).toList());
    }

    @Test
    void shouldLeaveNoThreadBehindWhenTheLastCannotBeMade()
    {
        final List<Thread> made = new ArrayList<>();
        assertThrows(IllegalArgumentException.class, () -> Proactor.builder().workers(3).threadFactory(task -> {
            if (made.size() == 2)
            {
                return null;
            }
            made.add(new Thread(task));
            return made.get(made.size() - 1);
        }).build());
        assertEquals(2, made.size());
        assertTrue(made.stream().noneMatch(Thread::isAlive));
    }

    @Test
    void shouldRefuseNothing()
    {
        assertThrows(IllegalArgumentException.class, () -> driver.push(null));
        assertThrows(IllegalArgumentException.class, () -> Operation.call(null));
    }

    @Test
    void shouldLoseNothingBetweenManyThreadsThatPushAndPoll()
    {
        open(Proactor.builder().workers(3).queueCapacity(8));
        final int each = 5_000;
        final AtomicInteger taken = new AtomicInteger();
        final Set<Long> tokens = ConcurrentHashMap.newKeySet();
        final List<Thread> threads = IntStream.range(0, 4).mapToObj(i -> new Thread(() -> {
            int pushed = 0;
            while (pushed < each)
            {
                if (driver.push(returning(pushed)) >= 0)
                {
                    pushed++;
                }
                driver.poll(0, completion -> {
                    assertTrue(tokens.add(completion.token()));
                    taken.incrementAndGet();
                });
            }
        })).toList();
        threads.forEach(Thread::start);
        threads.forEach(ProactorTest::join);
        while (taken.get() < 4 * each)
        {
            taken.addAndGet(driver.poll(Proactor.ENDLESS, completion -> assertTrue(tokens.add(completion.token()))));
        }
        assertEquals(4 * each, tokens.size());
        assertNull(driver.pop());
    }
}
