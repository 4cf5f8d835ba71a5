package org.shmjournal;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.reflect.InvocationTargetException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.agrona.concurrent.IdleStrategy;
import org.junit.jupiter.api.Test;
import org.shmjournal.error.ChannelLockedException;
import org.shmjournal.layout.ControlLayout;
import org.shmjournal.testing.ChannelProgram;
import org.shmjournal.testing.ChildJvm;
import org.shmjournal.testing.Damage;

/** One owner by the kernel's lock, which any slip of this process would silently give up. */
@InEachMode
class ExclusiveOwnerTest extends ChannelFixture
{
    private static final ChildJvm CHILD = ChildJvm.of(ChannelProgram.class);
    private static final String THIS_PID = Long.toString(ProcessHandle.current().pid());

    @Test
    void shouldRefuseASecondWriterInTheSameProcessAndKeepTheLock()
    {
        try (ShmWriter<ByteBuffer> writer = channel().openWriter())
        {
            final ChannelLockedException locked = assertThrows(ChannelLockedException.class,
                () -> channel().openWriter());
            assertThrows(ChannelLockedException.class, () -> channel().create());
            assertTrue(assertThrows(ChannelLockedException.class,
                () -> channel().recover(RecoverySpec.defaults().dryRun())).getMessage()
                    .contains("owned by pid " + THIS_PID));

            assertTrue(locked.getMessage().contains("pid " + THIS_PID), locked.getMessage());
            assertLockedForOthers();
            writer.heartbeat();
        }
    }

    @Test
    void shouldRefuseASecondWriterByAnotherNameOfTheDirectory() throws IOException
    {
        try (ShmWriter<ByteBuffer> writer = channel().openWriter())
        {
            final Path link = Files.createSymbolicLink(directory.resolve("link"), path());
            assertThrows(ChannelLockedException.class, () -> ShmChannel.at(link).openWriter());
            assertThrows(ChannelLockedException.class,
                () -> ShmChannel.at(directory.resolve("..").resolve(directory.getFileName()).resolve("channel"))
                    .openWriter());
            assertLockedForOthers();
            writer.heartbeat();
        }
    }

    @Test
    void shouldRefuseAWriterOfAnotherClassLoaderAndKeepTheLock() throws Exception
    {
        final URL[] code = {ChildJvm.location(ShmChannel.class).toUri().toURL(),
            ChildJvm.location(IdleStrategy.class).toUri().toURL()};
        try (ShmWriter<ByteBuffer> writer = channel().openWriter();
            URLClassLoader loader = new URLClassLoader(code, ClassLoader.getPlatformClassLoader()))
        {
            final Class<?> type = loader.loadClass(ShmChannel.class.getName());
            final Object other = type.getMethod("at", Path.class).invoke(null, path());
            final Throwable refusal = assertThrows(InvocationTargetException.class,
                () -> type.getMethod("openWriter").invoke(other)).getCause();

            assertEquals(ChannelLockedException.class.getName(), refusal.getClass().getName());
            assertTrue(refusal.getMessage().contains("pid " + THIS_PID), refusal.getMessage());
            assertLockedForOthers();
            writer.heartbeat();
        }
    }

    @Test
    void shouldRefuseAWriterOfAnotherProcess()
    {
        try (ShmWriter<ByteBuffer> writer = channel().openWriter())
        {
            final String output = run("try-own", path());
            assertTrue(output.startsWith(ChannelProgram.LOCKED), output);
            assertTrue(output.contains("pid " + THIS_PID), output);
            assertLockedForOthers();
            writer.heartbeat();
        }
        assertTrue(run("try-own", path()).startsWith(ChannelProgram.FREE));
    }

    @Test
    void shouldRefuseAWriterHereWhileAnotherProcessOwnsTheChannel() throws Exception
    {
        final Process owner = CHILD.start("own", path().toString());
        try (BufferedReader output = new BufferedReader(
            new InputStreamReader(owner.getInputStream(), StandardCharsets.UTF_8)))
        {
            assertEquals(ChannelProgram.FREE, output.readLine());

            final ChannelLockedException locked = assertThrows(ChannelLockedException.class,
                () -> channel().openWriter());

            assertTrue(locked.getMessage().contains("pid " + owner.pid()), locked.getMessage());
            assertLockedForOthers();
        }
        finally
        {
            owner.getOutputStream().close();
            owner.waitFor();
        }
        assertEquals(0, owner.exitValue());
        channel(ChannelSpec.defaults()).openWriter().close();
    }

    @Test
    void shouldTakeOverFromAnOwnerThatWasKilled() throws Exception
    {
        final Process owner = CHILD.start("own", path().toString());
        try (BufferedReader output = new BufferedReader(
            new InputStreamReader(owner.getInputStream(), StandardCharsets.UTF_8)))
        {
            assertEquals(ChannelProgram.FREE, output.readLine());
        }
        finally
        {
            owner.destroyForcibly().waitFor();
        }
        try (ShmWriter<ByteBuffer> writer = channel(ChannelSpec.defaults()).openWriter())
        {
            assertEquals(8, writer.position());
        }
    }

    @Test
    void shouldNotGiveUpALockThatForeignCodeOfThisProcessHolds() throws IOException
    {
        channel().create();
        try (FileChannel foreign = FileChannel.open(lockFile(), StandardOpenOption.WRITE))
        {
            assertTrue(foreign.tryLock().isValid());

            assertThrows(ChannelLockedException.class, () -> channel().openWriter());

            assertLockedForOthers();
        }
        channel().openWriter().close();
    }

    @Test
    void shouldGiveTheLockBackWhenItCloses()
    {
        channel().openWriter().close();
        assertEquals(ChannelProgram.FREE, run("probe-lock", lockFile()));
    }

    @Test
    void shouldGiveTheLockBackWhenOpeningFails()
    {
        writeAndClose(smallSegments(), 1, 1);
        Damage.flipBit(segmentFile(0), 0, 0);
        assertThrows(RuntimeException.class, () -> channel().openWriter());
        Damage.flipBit(segmentFile(0), 0, 0);
        channel().openWriter().close();
    }

    @Test
    void shouldNotKeepTheLockWhenWhatTheCallerGaveThrows()
    {
        assertThrows(IllegalStateException.class, () -> channel().idleStrategy(() -> {
            throw new IllegalStateException("no strategy");
        }).openWriter());
        assertThrows(NullPointerException.class, () -> channel().epochClock(null).openWriter());
        final ChannelListener listener = new ChannelListener()
        {
            @Override
            public void onRecovered(final RecoveryReport report)
            {
                throw new AssertionError("not even an error");
            }
        };
        // What a listener throws is the error handler's.
        channel().listener(listener).openWriter().close();
        channel().openWriter().close();
    }

    @Test
    void shouldCareNeitherForAStaleLockFileNorForThePidInTheControlFile()
    {
        writeAndClose(smallSegments(), 3, 10);
        // The last owner seems to be this very process, or one that lives for ever
        for (final long pid : new long[]{ProcessHandle.current().pid(), 1, Long.MAX_VALUE, -1})
        {
            Damage.putLong(controlFile(), ControlLayout.OWNER_PID, pid);
            Damage.putBytes(lockFile(), 0, "42".getBytes(StandardCharsets.US_ASCII));
            assertDoesNotThrow(() -> channel().openWriter().close());
        }
    }

    @Test
    void shouldLetExactlyOneOfManyThreadsWin() throws Exception
    {
        final int threads = 8;
        final CyclicBarrier start = new CyclicBarrier(threads);
        final ExecutorService pool = Executors.newFixedThreadPool(threads);
        final List<ShmWriter<ByteBuffer>> winners = new ArrayList<>();
        try
        {
            final Callable<ShmWriter<ByteBuffer>> opener = () -> {
                start.await();
                try
                {
                    return channel().openWriter();
                }
                catch (final ChannelLockedException ex)
                {
                    return null;
                }
            };
            final List<Future<ShmWriter<ByteBuffer>>> openers = new ArrayList<>();
            for (int i = 0; i < threads; i++)
            {
                openers.add(pool.submit(opener));
            }
            for (final Future<ShmWriter<ByteBuffer>> future : openers)
            {
                if (future.get() != null)
                {
                    winners.add(future.get());
                }
            }

            assertEquals(1, winners.size());
            assertLockedForOthers();
        }
        finally
        {
            pool.shutdown();
            winners.forEach(ShmWriter::close);
        }
    }

    private void assertLockedForOthers()
    {
        assertEquals(ChannelProgram.LOCKED, run("probe-lock", lockFile()));
    }

    private static String run(final String command, final Path path)
    {
        final ChildJvm.Result result = CHILD.run(command, path.toString());
        assertEquals("", result.error());
        return result.output().trim();
    }
}
