package org.shmjournal.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.shmjournal.cli.SharedProcess.run;
import static org.shmjournal.cli.SharedProcess.runWith;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 240, threadMode = ThreadMode.SEPARATE_THREAD)
class WriterDeathIT
{
    private static final int KILLS = 20;
    /** A share holds some twenty. */
    private static final int MOST_ACKNOWLEDGEMENTS = 5;
    private static final long PATIENCE_SECONDS = 60;
    private static final int TAILS = 3;
    private static final int LINES = 1_000_000;

    @TempDir
    Path directory;

    @Test
    void shouldLoseNothingAcknowledgedWhenTheWriterIsKilled() throws Exception
    {
        final byte[] input = lines(LINES);
        final Path channel = directory.resolve("channel");
        final List<JournalProcess> tails = new ArrayList<>();
        try
        {
            final List<CompletableFuture<byte[]>> tailed = new ArrayList<>();
            for (int i = 0; i < TAILS; i++)
            {
                final JournalProcess tail =
                    JournalProcess.start("tail", "--from", "start", "--wait", "60s", channel);
                tails.add(tail);
                // Threads of their own: a common pool has too few of them here.
                tailed.add(CompletableFuture.supplyAsync(() -> read(tail, input.length),
                    task -> new Thread(task, "tail").start()));
            }
            int written = 0;
            int cut = 0;
            for (int kill = 0; kill < KILLS; kill++)
            {
                // The next life gets its share, whatever this one leaves of its own: whole lines.
                final int to = endOfLine(input, (int)((long)input.length * (kill + 1) / (KILLS + 1)));
                final int acknowledged =
                    written + writeUntilKilled(channel, input, written, to, 1 + kill % MOST_ACKNOWLEDGEMENTS);
                // Whole lines that were written and not acknowledged any more may follow.
                final byte[] output = run("cat", channel).expect(0).output();
                assertTrue(output.length >= acknowledged, "in channel " + output.length);
                assertArrayEquals(Arrays.copyOf(input, output.length), output);
                run("verify", channel).expect(0);
                written = output.length;
                cut += written < to ? 1 : 0;
            }
            System.out.println(KILLS + " kills of journal write, " + cut + " before it had written all it was given");
            assertTrue(cut > 0);
            runWith(Arrays.copyOfRange(input, written, input.length), "write", channel).expect(0);
            assertArrayEquals(input, run("cat", channel).expect(0).output());
            run("verify", channel).expect(0);
            for (int i = 0; i < TAILS; i++)
            {
                assertArrayEquals(input, tailed.get(i).get(PATIENCE_SECONDS, TimeUnit.SECONDS));
                tails.get(i).terminate();
                tails.get(i).finish().expect(130);
            }
        }
        finally
        {
            tails.forEach(JournalProcess::close);
        }
    }

    private static int endOfLine(final byte[] input, final int from)
    {
        int end = from;
        while (input[end - 1] != '\n')
        {
            end++;
        }
        return end;
    }

    private static byte[] read(final JournalProcess tail, final int length)
    {
        try
        {
            return tail.output().readNBytes(length);
        }
        catch (final IOException ex)
        {
            throw new UncheckedIOException(ex);
        }
    }

    @Test
    void shouldCloseCleanlyWhenInterrupted() throws IOException
    {
        final Path channel = directory.resolve("channel");
        try (JournalProcess writer = JournalProcess.start("write", "--ack", "--segment-size", "64K", channel))
        {
            writer.feed("one\ntwo\nhalf a li");
            assertEquals("records=2 bytes=8 position=32", writer.line());
            writer.terminate();
            writer.finish().expect(130, "interrupted; 2 records of 8 bytes of input are in the channel");
        }
        final String info = run("info", "--json", channel).expect(0).text();
        assertTrue(info.contains("\"closed\":true"), info);
        assertEquals("one\ntwo\n", run("cat", channel).expect(0).text());
    }

    @Test
    void shouldNameTheLiveOwner() throws IOException
    {
        final Path channel = directory.resolve("channel");
        try (JournalProcess writer = JournalProcess.start("write", "--ack", "--segment-size", "64K", channel))
        {
            writer.feed("one\n");
            assertEquals("records=1 bytes=4 position=16", writer.line());
            assertTrue(run("info", channel).expect(0).text().contains("owner alive"));
            assertEquals("one\n", run("cat", channel).expect(0).text());
            runWith("two\n".getBytes(StandardCharsets.UTF_8), "write", channel).expect(5, channel.toString());
            writer.endInput();
            writer.finish().expect(0);
        }
    }

    /** Returns how many bytes were acknowledged. */
    private static int writeUntilKilled(final Path channel, final byte[] input, final int from, final int to,
        final int acknowledgements)
        throws Exception
    {
        try (JournalProcess writer = JournalProcess.start("write", "--ack", "--segment-size", "256K", channel))
        {
            final Thread feeder = new Thread(() -> feed(writer.input(), input, from, to));
            feeder.start();
            String acknowledgement = null;
            for (int i = 0; i < acknowledgements; i++)
            {
                acknowledgement = writer.line();
                assertNotNull(acknowledgement, "ended by itself");
            }
            writer.kill();
            feeder.join();
            String more = writer.line();
            while (more != null && more.matches("records=\\d+ bytes=\\d+ position=\\d+"))
            {
                acknowledgement = more;
                more = writer.line();
            }
            return Integer.parseInt(acknowledgement.replaceAll(".*bytes=(\\d+) .*", "$1"));
        }
    }

    private static void feed(final OutputStream target, final byte[] input, final int from, final int to)
    {
        try
        {
            target.write(input, from, to - from);
            target.flush();
        }
        catch (final IOException killed)
        {
            // That is what this is about.
        }
    }

    private static byte[] lines(final int count)
    {
        final StringBuilder text = new StringBuilder();
        for (int i = 0; i < count; i++)
        {
            text.append("line ").append(i).append(" of some text\n");
        }
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }
}
