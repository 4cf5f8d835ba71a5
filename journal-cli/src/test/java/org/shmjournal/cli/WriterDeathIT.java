package org.shmjournal.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.shmjournal.cli.JournalProcess.run;
import static org.shmjournal.cli.JournalProcess.runWith;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WriterDeathIT
{
    private static final int KILLS = 3;

    @TempDir
    Path directory;

    @Test
    void shouldLoseNothingAcknowledgedWhenTheWriterIsKilled() throws Exception
    {
        final byte[] input = lines(400_000);
        final Path channel = directory.resolve("channel");
        int from = 0;
        int expectedLength = 0;
        for (int kill = 0; kill < KILLS; kill++)
        {
            final int acknowledged = from + writeUntilKilled(channel, input, from, 3 + kill);
            final byte[] output = run("cat", channel).expect(0).output();
            // Whole lines that were written and not acknowledged any more may follow.
            final int inChannel = output.length - expectedLength;
            assertTrue(from + inChannel >= acknowledged, "in channel " + inChannel);
            assertArrayEquals(Arrays.copyOfRange(input, from, from + inChannel),
                Arrays.copyOfRange(output, expectedLength, output.length));
            run("verify", channel).expect(0);
            from += inChannel;
            expectedLength = output.length;
        }
        runWith(Arrays.copyOfRange(input, from, input.length), "write", channel).expect(0);
        assertArrayEquals(input, run("cat", channel).expect(0).output());
        run("verify", channel).expect(0);
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
    private static int writeUntilKilled(final Path channel, final byte[] input, final int from, final int lines)
        throws Exception
    {
        try (JournalProcess writer = JournalProcess.start("write", "--ack", "--segment-size", "256K", channel))
        {
            final Thread feeder = new Thread(() -> feed(writer.input(), input, from));
            feeder.start();
            String acknowledgement = null;
            for (int i = 0; i < lines; i++)
            {
                acknowledgement = writer.line();
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

    private static void feed(final OutputStream target, final byte[] input, final int from)
    {
        try
        {
            target.write(input, from, input.length - from);
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
