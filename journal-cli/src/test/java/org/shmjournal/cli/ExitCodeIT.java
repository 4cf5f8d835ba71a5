package org.shmjournal.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.shmjournal.cli.JournalProcess.runInto;
import static org.shmjournal.cli.SharedProcess.run;
import static org.shmjournal.cli.SharedProcess.runWith;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(value = 120, threadMode = ThreadMode.SEPARATE_THREAD)
class ExitCodeIT
{
    private static final int SEGMENT_SIZE = 64 * 1024;

    @TempDir
    Path directory;

    /** Of a process of its own; the others print and return the same to one that runs many. */
    @Test
    void shouldExitWithWhatACommandReturns() throws IOException
    {
        final Path channel = channel("one\n");
        JournalProcess.run("info", channel).expectQuiet(0);
        JournalProcess.run().expect(2, "Missing command");
        JournalProcess.run("cat", directory.resolve("missing")).expect(3, "missing");
        flip(segment(channel), Files.size(segment(channel)) - SEGMENT_SIZE + 7);
        JournalProcess.run("cat", channel).expect(4, "00000000000000000000.seg");
        assertEquals(1, JournalProcess.run("--stacktrace", "cat", channel).expect(4).errors().lines()
            .filter(line -> line.startsWith("journal: ")).count());
    }

    @Test
    void shouldSayWhatIsWrongWithTheCommandLine()
    {
        final Path channel = channel("one\n");
        run("cat", "--no-such-option", channel).expect(2, "see 'journal cat --help'");
        run().expect(2, "Missing command");
        run("no-such-command").expect(2, "no-such-command");
        run("create", "--segment-size", "65X", channel).expect(2, "'65X' is not a size");
        run("create", "--segment-size", "65537", directory.resolve("odd")).expect(2, "segmentSize=65537");
        run("create", "--segment-size", "3", directory.resolve("odd")).expect(2, "option '--segment-size'");
        run("write", "--metadata", "x".repeat(513), directory.resolve("odd")).expect(2, "option '--metadata'");
        run("create", channel).expect(2, channel.toString());
        run("cat", "--since", "10m", channel).expect(2, "--since needs timestamps");
        run("write", "--checksums", channel).expect(2, "checksums=true");
        run("write", "--format", "raw", channel).expect(2, "formatId=2");
    }

    @Test
    void shouldSayWhatIsNotThere()
    {
        final Path missing = directory.resolve("missing");
        run("cat", missing).expect(3, missing.toString());
        run("tail", "--wait", "10ms", missing).expect(3, missing.toString());
        run("info", missing).expect(3, missing.toString());
        run("verify", missing).expect(3, missing.toString());
        run("ls", missing).expect(3, missing.toString());
        run("write", directory.resolve("new"), missing).expect(3, missing.toString());
        assertTrue(Files.notExists(missing) && Files.notExists(directory.resolve("new")));
    }

    @Test
    void shouldPrintWhatStandsBeforeDamageAndSayWhereItIs() throws IOException
    {
        final Path channel = channel("one\ntwo\nthree\n");
        final Path segment = segment(channel);
        // The check of the second record's word.
        final long offset = Files.size(segment) - SEGMENT_SIZE + 16 + 7;
        flip(segment, offset);
        assertEquals("one\n", run("cat", channel).expect(4, "00000000000000000000.seg").text());
        final String findings = run("verify", channel).expect(4).text();
        assertTrue(findings.contains(segment.toString()) && findings.contains("at offset " + (offset - 7)) &&
            findings.contains("expected") && findings.contains("found"), findings);
        final String json = run("verify", "--json", channel).expect(4).text();
        assertTrue(json.contains("\"good\":false") && json.contains("\"offset\":" + (offset - 7)), json);
        runWith("more\n".getBytes(StandardCharsets.UTF_8), "write", channel).expect(4, "00000000000000000000.seg");
        assertEquals(1, run("--stacktrace", "cat", channel).expect(4).errors().lines()
            .filter(line -> line.startsWith("journal: ")).count());
    }

    @Test
    void shouldListChannelsAndNotStumbleOverDamagedOnes() throws IOException
    {
        final Path good = channel("one\n");
        final Path bad = directory.resolve("deep").resolve("bad");
        runWith(new byte[0], "write", "--segment-size", "64K", bad).expect(0);
        Files.write(bad.resolve("channel.ctl"), new byte[4096]);
        assertEquals(1, run("ls", directory).expect(0).text().lines().count());
        final String all = run("ls", "-r", directory).expect(4).text();
        assertTrue(all.contains(good + "  closed cleanly") && all.contains(bad + "  unreadable: "), all);
    }

    @Test
    void shouldCallRecordsWithoutAControlFileDamage() throws IOException
    {
        final Path channel = channel("one\n");
        final Path control = channel.resolve("channel.ctl");
        Files.delete(control);
        for (final String command : new String[]{"cat", "tail", "info", "verify", "write", "create"})
        {
            final JournalProcess.Outcome outcome = run(command, channel).expect(4, control.toString());
            assertTrue(outcome.errors().contains("restore it from a backup"), outcome.errors());
        }
        assertTrue(run("ls", channel).expect(4).text().contains("unreadable: " + control));
        assertTrue(Files.notExists(control));
    }

    @Test
    void shouldSayInWordsWhatStandsInPlaceOfTheControlFile() throws IOException
    {
        final Path channel = channel("one\n");
        final Path control = channel.resolve("channel.ctl");
        Files.delete(control);
        Files.createDirectory(control);
        run("info", channel).expect(4, "found a directory");
        Files.delete(control);
        Files.createSymbolicLink(control, channel.resolve("nowhere"));
        run("write", channel).expect(4, "found a symbolic link");
    }

    @Test
    void shouldVerifyTheSegmentsAroundOneThatIsMissing() throws IOException
    {
        final Path channel = channel("some text\n".repeat(20_000));
        Files.delete(channel.resolve("00000000000000000001.seg"));
        final String findings = run("verify", channel).expect(4).text();
        assertTrue(findings.contains("segments 1 to 1 are missing"), findings);
        assertTrue(findings.contains("damaged: 1 problems in "), findings);
        assertFalse(findings.contains(" 0 records"), findings);
    }

    @Test
    void shouldSayThatAFileWasTruncatedWhileItWasMapped() throws IOException
    {
        final Path channel = channel("one\n");
        try (JournalProcess tail = JournalProcess.start("tail", channel))
        {
            assertEquals("one", tail.line());
            try (FileChannel segment = FileChannel.open(segment(channel), StandardOpenOption.WRITE))
            {
                segment.truncate(0);
            }
            final JournalProcess.Outcome outcome = tail.finish().expect(4, channel + ": ");
            assertTrue(outcome.errors().contains("truncated while it was mapped: restore it"), outcome.errors());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"00000000000000000000.seg", "channel.ctl"})
    void shouldSayThatAFileWasTruncatedWhileItWasWritten(final String name) throws IOException
    {
        final Path channel = directory.resolve("channel");
        try (JournalProcess write = JournalProcess.start("write", "--segment-size", "64K", "--ack", channel))
        {
            write.feed("one\n");
            assertEquals("records=1 bytes=4 position=16", write.line());
            try (FileChannel file = FileChannel.open(channel.resolve(name), StandardOpenOption.WRITE))
            {
                file.truncate(0);
            }
            feedLastLine(write);
            final JournalProcess.Outcome outcome = write.finish().expect(4, channel + ": ");
            assertTrue(outcome.errors().contains("truncated while it was mapped: restore it"), outcome.errors());
        }
    }

    private static void feedLastLine(final JournalProcess write)
    {
        try
        {
            write.feed("two\n");
            write.endInput();
        }
        catch (final IOException ended)
        {
            // It noticed before it read the line.
        }
    }

    @Test
    void shouldMapWhatOthersMayWriteOnlyWhenTheyAreTrusted() throws IOException
    {
        final Path channel = channel("one\n");
        Files.setPosixFilePermissions(segment(channel), PosixFilePermissions.fromString("rw-rw-rw-"));
        assumeTrue("root".equals(System.getProperty("user.name")), "only root may give files away");
        Files.setAttribute(segment(channel), "unix:uid", 12345);
        for (final String command : new String[]{"cat", "tail", "verify", "write"})
        {
            run(command, channel).expect(1, segment(channel) + ": cannot map it");
        }
        run("cat", "--untrusted", channel).expect(0);
        run("verify", "--trust-others", channel).expect(0);
        run("write", "--trust-others", channel).expect(0);
        assertEquals("one\n", run("tail", "--no-follow", "--trust-others", channel).expect(0).text());
    }

    @Test
    void shouldSayThatStandardOutputIsFull()
    {
        final Path full = Path.of("/dev/full");
        assumeTrue(Files.exists(full), "no /dev/full here");
        final Path channel = channel("one\n");
        runInto(full, "cat", channel).expect(6, "standard output: ");
        runInto(full, "verify", "--json", channel).expect(6, "free some space");
    }

    @Test
    void shouldNotLetNamesSteerTheTerminal() throws IOException
    {
        final Path steering = directory.resolve("a\u001b[31mb\nc");
        runWith("one\n".getBytes(StandardCharsets.UTF_8), "write", "--segment-size", "64K", steering).expect(0);
        final String escaped = directory.resolve("a\\u001b[31mb\\nc").toString();
        assertTrue(run("info", steering).expect(0).text().contains(escaped + "\n"));
        assertTrue(run("ls", directory).expect(0).text().startsWith(escaped + "  "));
        assertTrue(run("verify", steering).expect(0).text().startsWith(escaped + ": good"));
        run("create", steering).expect(2, escaped + ": ");
        final JournalProcess.Outcome traced = run("--stacktrace", "create", steering).expect(2);
        assertEquals(-1, traced.errors().indexOf('\u001b'), traced.errors());
        Files.delete(steering.resolve("channel.ctl"));
        assertTrue(run("ls", directory).expect(4).text().contains("unreadable: " + escaped));
        run("cat", steering).expect(4, escaped + "/channel.ctl: ");
        run("cat", steering, "a\u001bb").expect(2, "a\\u001bb");
    }

    @Test
    void shouldSayWhenASingleSegmentIsFull()
    {
        final Path channel = directory.resolve("channel");
        final String input = "x".repeat(100).concat("\n").repeat(1_000);
        runWith(input.getBytes(StandardCharsets.UTF_8), "write", "--single-segment", "--segment-size", "64K", channel)
            .expect(6, channel.toString());
        final String output = run("cat", channel).expect(0).text();
        assertTrue(input.startsWith(output) && output.length() > 50_000, "length=" + output.length());
    }

    @Test
    void shouldEndQuietlyWhenNobodyReads() throws IOException
    {
        final Path channel = channel("some text\n".repeat(200_000));
        try (JournalProcess cat = JournalProcess.start("cat", channel))
        {
            assertEquals("some text", new String(cat.output().readNBytes(9), StandardCharsets.UTF_8));
            cat.output().close();
            cat.outcome(new byte[0]).expect(0);
        }
    }

    @Test
    void shouldChangeNothingByLooking() throws IOException
    {
        final Path channel = channel("one\n");
        final String before = contents(channel);
        run("info", channel).expect(0);
        run("cat", channel).expect(0);
        run("tail", "--no-follow", channel).expect(0);
        run("verify", "--parallel", "2", channel).expect(0);
        run("ls", directory).expect(0);
        run("info", segment(channel)).expect(0);
        assertEquals(before, contents(channel));
    }

    private Path channel(final String text)
    {
        final Path channel = directory.resolve("channel");
        runWith(text.getBytes(StandardCharsets.UTF_8), "write", "--segment-size", "64K", channel)
            .expect(0);
        return channel;
    }

    private static Path segment(final Path channel)
    {
        return channel.resolve("00000000000000000000.seg");
    }

    private static void flip(final Path file, final long offset) throws IOException
    {
        try (FileChannel bytes = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE))
        {
            final ByteBuffer one = ByteBuffer.allocate(1);
            bytes.read(one, offset);
            bytes.write(one.put(0, (byte)(one.get(0) ^ 1)).rewind(), offset);
        }
    }

    private static String contents(final Path channel) throws IOException
    {
        final StringBuilder all = new StringBuilder();
        try (Stream<Path> files = Files.list(channel).sorted())
        {
            for (final Path file : files.toList())
            {
                all.append(file.getFileName()).append(' ').append(Files.getLastModifiedTime(file)).append(' ')
                    .append(java.util.Arrays.hashCode(Files.readAllBytes(file))).append('\n');
            }
        }
        return all.toString();
    }
}
