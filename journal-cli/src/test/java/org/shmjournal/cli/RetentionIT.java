package org.shmjournal.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.shmjournal.cli.SharedProcess.run;
import static org.shmjournal.cli.SharedProcess.runWith;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RetentionIT
{
    @TempDir
    Path directory;

    private Path channel;

    @BeforeEach
    void nameChannel()
    {
        channel = directory.resolve("channel");
    }

    private void write(final int from, final int to, final String... options) throws IOException
    {
        final StringBuilder lines = new StringBuilder();
        for (int i = from; i < to; i++)
        {
            lines.append(String.format("%0991d%n", i));
        }
        final Object[] arguments = new Object[options.length + 2];
        arguments[0] = "write";
        System.arraycopy(options, 0, arguments, 1, options.length);
        arguments[options.length + 1] = channel;
        runWith(lines.toString().getBytes(StandardCharsets.UTF_8), arguments).expect(0);
    }

    private long first() throws IOException
    {
        return Long.parseLong(run("cat", "--limit", "1", channel).expect(0).text().strip());
    }

    private Map<String, String> info() throws IOException
    {
        return JsonIT.parse(run("info", "--json", channel).expect(0).text());
    }

    @Test
    void shouldKeepWhatItWasCreatedToKeep() throws IOException
    {
        write(0, 1000, "--segment-size", "64K", "--keep-segments", "2");
        assertEquals("KEEP_SEGMENTS", info().get("header.retention"));
        assertEquals("2", info().get("header.retentionValue"));
        assertTrue(run("info", channel).expect(0).text().contains("the newest 2 are kept"));
        assertEquals(1000 / 65 * 65 - 65, first());
        write(1000, 2000);
        assertEquals(2000 / 65 * 65 - 65, first());
        run("verify", channel).expect(0);
    }

    @Test
    void shouldGiveBackTheSpaceOfWhatIsDeletedWhileItWrites() throws IOException
    {
        assumeTrue(Files.exists(Path.of("/proc/self/maps")), "no /proc here");
        try (JournalProcess writer = JournalProcess.start("write", "--ack", "--segment-size", "64K", "--keep-segments",
            "2", channel))
        {
            final String line = "x".repeat(991) + "\n";
            for (int i = 0; i < 20; i++)
            {
                writer.feed(line.repeat(65));
                while (!writer.line().startsWith("records=" + 65 * (i + 1) + " "))
                {
                    // A part of what was fed.
                }
            }
            // A file that is mapped takes space, be it deleted or not. The last one may be about to be unmapped.
            final long held = writer.maps().filter(map -> map.endsWith(".seg (deleted)")).count();
            assertTrue(held <= 2, "held " + held);
            writer.endInput();
            writer.finish().expect(0);
        }
    }

    @Test
    void shouldSayWhatItWouldPruneAndPruneIt() throws IOException
    {
        write(0, 1000, "--segment-size", "64K");
        final Map<String, String> wouldBe = JsonIT.parse(
            run("prune", "--dry-run", "--keep-segments", "3", "--json", channel).expect(0).text());
        assertEquals("true", wouldBe.get("dryRun"));
        assertEquals("13", wouldBe.get("segments"));
        assertEquals(13 * 65 + "", wouldBe.get("records"));
        assertEquals(0, first());
        assertTrue(run("prune", "--keep-segments", "3", channel).expect(0).text().contains("segments 0 to 12"));
        assertEquals(13 * 65, first());
        assertEquals(13 * 65 + "", info().get("oldestSequence"));
        assertTrue(run("prune", "--keep-segments", "3", channel).expect(0).text().contains("nothing"));
        run("verify", channel).expect(0);
    }

    @Test
    void shouldRefuseToPruneWhatNobodyAskedFor() throws Exception
    {
        write(0, 10, "--segment-size", "64K");
        run("prune", channel).expect(2, "keeps everything");
        run("prune", "--keep-segments", "0", channel).expect(2, "--keep-segments");
        run("prune", "--keep-segments", "1", "--keep-bytes", "1G", channel).expect(2, "Give one of");
        run("prune", "--keep-for", "1h", channel).expect(2, "timestamps");
        run("prune", "--keep-segments", "1", directory.resolve("nowhere")).expect(3);
        run("create", "--keep-bytes", "20K", directory.resolve("small")).expect(2, "no room for two segments");
        run("create", "--single-segment", "--keep-segments", "2", directory.resolve("one")).expect(2, "leave out");
        try (JournalProcess owner = JournalProcess.start("write", "--ack", channel))
        {
            owner.feed("alive\n");
            owner.line();
            run("prune", "--keep-segments", "1", channel).expect(5);
            run("prune", "--dry-run", "--keep-segments", "1", channel).expect(0);
        }
    }

    @Test
    void shouldUseTheSlotsOfARingAgain() throws IOException
    {
        write(0, 1000, "--segment-size", "64K", "--ring", "3");
        assertEquals("RING", info().get("header.retention"));
        assertEquals("3", info().get("header.retentionValue"));
        assertTrue(run("info", channel).expect(0).text().contains("a ring of 3 slots"));
        run("verify", channel).expect(0);
        final Path copy = directory.resolve("copy");
        run("backup", channel, copy).expect(0);
        assertEquals(run("cat", channel).expect(0).text(), run("cat", copy).expect(0).text());
        final Path imported = directory.resolve("imported");
        runWith(run("export", channel).expect(0).output(), "import", imported).expect(0);
        assertEquals(run("cat", channel).expect(0).text(), run("cat", imported).expect(0).text());
        assertEquals("RING", JsonIT.parse(run("info", "--json", imported).expect(0).text()).get("header.retention"));
        run("create", "--ring", "2", directory.resolve("small")).expect(2, "--ring");
        run("create", "--ring", "3", "--keep-bytes", "1G", directory.resolve("both")).expect(2, "leave out");
        run("prune", channel).expect(2);
    }

    /** Whatever looks at it meanwhile tells what it lost at most, and no damage. */
    @Test
    void shouldLookAtARingThatALiveWriterGoesRound() throws Exception
    {
        run("create", "--ring", "3", "--segment-size", "64K", channel).expect(0);
        final Path copy = directory.resolve("copy");
        final AtomicBoolean over = new AtomicBoolean();
        try (JournalProcess writer = JournalProcess.start("write", channel))
        {
            final byte[] line = "0123456789".repeat(5).concat("\n").repeat(200).getBytes(StandardCharsets.UTF_8);
            final Thread feeder = new Thread(() -> {
                try (OutputStream input = writer.input())
                {
                    while (!over.get())
                    {
                        input.write(line);
                    }
                }
                catch (final IOException ended)
                {
                    // The test tells why.
                }
            });
            feeder.start();
            while (Long.parseLong(info().get("endPosition")) < 10 * 64 * 1024)
            {
                Thread.onSpinWait();
            }
            for (final Object[] command : new Object[][]{{"info", channel}, {"ls", channel}, {"cursors", channel},
                {"top", "--count", "2", "--interval", "1ms", channel}, {"info", channel.resolve("0001.seg")},
                {"verify", channel}, {"verify", "--parallel", "2", channel}, {"verify", "--untrusted", channel},
                {"info", "--untrusted", channel}, {"backup", channel, copy},
                {"verify", copy}})
            {
                run(command).expect(0);
            }
            for (final Object[] command : new Object[][]{{"cat", channel}, {"cat", "--untrusted", channel},
                {"stats", channel}, {"export", channel},
                {"tail", "--no-follow", channel}, {"replay", "--speed", "max", channel}})
            {
                final JournalProcess.Outcome outcome = run(command);
                assertTrue(outcome.exitCode() <= 1, outcome.errors());
                assertTrue(outcome.errors().lines().allMatch(told -> told.contains("before they were read")),
                    outcome.errors());
            }
            over.set(true);
            feeder.join();
            writer.finish().expect(0);
        }
        run("verify", channel).expect(0);
    }

    @Test
    void shouldGoOnBehindDamageWhenToldTo() throws Exception
    {
        write(0, 1000, "--segment-size", "64K", "--checksums");
        final Path third = channel.resolve("00000000000000000002.seg");
        try (FileChannel file = FileChannel.open(third, StandardOpenOption.WRITE))
        {
            file.write(ByteBuffer.wrap(new byte[]{1}), 8192 + 30_000);
        }
        run("cat", channel).expect(4, "00000000000000000002.seg");
        final JournalProcess.Outcome left = run("cat", "--skip-damage", channel);
        assertEquals(4, left.exitCode());
        assertTrue(left.errors().contains("35 records, were skipped"), left.errors());
        assertEquals(965, left.text().lines().count());
    }

    @Test
    void shouldTellWhatWasDeletedBeforeItWasRead() throws Exception
    {
        write(0, 10, "--segment-size", "64K", "--keep-segments", "1");
        try (JournalProcess tail = JournalProcess.start("tail", "--from", "start", channel))
        {
            assertEquals(0, Long.parseLong(tail.line()));
            // Stopped, so that it is overtaken for certain.
            tail.stop();
            write(10, 2000);
            tail.go();
            long last = 0;
            while (last < 1999)
            {
                final long next = Long.parseLong(tail.line());
                assertTrue(next > last);
                last = next;
            }
            tail.terminate();
            tail.finish().expect(130, "were deleted before they were read");
        }
    }
}
