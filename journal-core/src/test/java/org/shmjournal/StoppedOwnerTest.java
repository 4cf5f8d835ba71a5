package org.shmjournal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.shmjournal.error.ChannelLockedException;
import org.shmjournal.testing.ChannelProgram;
import org.shmjournal.testing.ChildJvm;

/** An owner that is stopped, as by SIGSTOP or a long pause of its collector, is an owner all the same. */
@InEachMode
class StoppedOwnerTest extends ChannelFixture
{
    private static final Duration TIMEOUT = Duration.ofMillis(1);

    private long now;

    @Test
    void shouldTimeOutButNotBeTakenOverWhileItsOwnerIsStopped() throws IOException, InterruptedException
    {
        channel(smallSegments().timeout(TIMEOUT)).create();
        final Process owner = ChildJvm.of(ChannelProgram.class).start("own", path().toString());
        try
        {
            assertEquals('F', owner.getInputStream().read());
            try (ShmReader<ByteBuffer> reader = channel(ChannelSpec.defaults()).nanoClock(() -> now).openReader())
            {
                assertEquals(ReaderState.ACTIVE, reader.state());
                signal(owner, "STOP");
                awaitStop(owner);
                awaitState(reader, ReaderState.TIMED_OUT);
                final ChannelLockedException locked =
                    assertThrows(ChannelLockedException.class, () -> at(path()).openWriter());
                assertTrue(locked.getMessage().contains("pid " + owner.pid()), locked.getMessage());
                now += TIMEOUT.toNanos() * 1000;
                assertEquals(ReaderState.TIMED_OUT, reader.state());

                signal(owner, "CONT");
                while (reader.state() != ReaderState.ACTIVE)
                {
                    Thread.onSpinWait();
                }
            }
        }
        finally
        {
            owner.getOutputStream().close();
            signal(owner, "CONT");
            owner.waitFor();
        }
        assertTrue(at(path()).info().closed());
        at(path()).openWriter().close();
    }

    /** The signal may be delivered later than it is sent. */
    private static void awaitStop(final Process process) throws IOException
    {
        final Path state = Path.of("/proc", "" + process.pid(), "stat");
        assumeTrue(Files.exists(state), "this machine does not tell the state of a process");
        while (!Files.readString(state).contains(") T "))
        {
            Thread.onSpinWait();
        }
    }

    /** Until there is no beat between two looks; the reader's clock moves by more than the timeout for each. */
    private void awaitState(final ShmReader<ByteBuffer> reader, final ReaderState state)
    {
        while (reader.state() != state)
        {
            now += TIMEOUT.toNanos() + 1;
        }
    }

    private static void signal(final Process process, final String name) throws IOException, InterruptedException
    {
        final Process kill = new ProcessBuilder("kill", "-" + name, "" + process.pid()).start();
        assumeTrue(kill.waitFor() == 0 || !process.isAlive(), "this machine has no kill command");
    }
}
