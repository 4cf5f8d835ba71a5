package org.shmjournal.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.shmjournal.cli.JournalProcess.run;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.api.io.TempDir;
import org.shmjournal.ShmChannel;
import org.shmjournal.ShmReader;

/** Small runs: what they come to does not matter here, but that all is there, and that nothing is left. */
@Timeout(value = 240, threadMode = ThreadMode.SEPARATE_THREAD)
class BenchIT
{
    @TempDir
    Path directory;

    private Path files;

    private JournalProcess.Outcome bench(final Object... options) throws IOException
    {
        final JournalProcess.Outcome outcome = run(arguments(options));
        assertEquals(List.of(), left());
        return outcome;
    }

    /** It starts no process then. */
    private JournalProcess.Outcome refused(final Object... options) throws IOException
    {
        final JournalProcess.Outcome outcome = SharedProcess.run(arguments(options));
        assertEquals(List.of(), left());
        return outcome;
    }

    private Object[] arguments(final Object... options) throws IOException
    {
        files = Files.createDirectories(directory.resolve("files"));
        final List<Object> arguments = new ArrayList<>(List.of("bench", "--dir", files));
        arguments.addAll(Arrays.asList(options));
        return arguments.toArray();
    }

    private List<Path> left() throws IOException
    {
        try (Stream<Path> all = Files.list(files))
        {
            return all.toList();
        }
    }

    @Test
    void shouldMeasureAStreamOfAnyPayload() throws IOException
    {
        final Map<String, String> facts = JsonIT.parse(bench("--json", "--records", 20_000, "--rounds", 3,
            "--warm-up-rounds", 1, "--payload", 13, "--segment-size", "64K", "--checksums", "--timestamps").expect(0)
                .text());
        assertEquals("20000", facts.get("records"));
        assertEquals("13", facts.get("conditions.payloadLength"));
        assertEquals("65536", facts.get("conditions.segmentSize"));
        assertEquals("true", facts.get("conditions.checksums"));
        assertEquals("PROCESS", facts.get("conditions.durability"));
        assertTrue(Double.parseDouble(facts.get("rounds.2.nanosPerRecord")) > 0);
        assertFalse(facts.containsKey("rounds.3.nanosPerRecord"));
        final double median = Double.parseDouble(facts.get("nanosPerRecord.median"));
        assertTrue(Double.parseDouble(facts.get("nanosPerRecord.min")) <= median);
        assertTrue(Double.parseDouble(facts.get("nanosPerRecord.max")) >= median);
        assertFalse(facts.containsKey("writeNanos.count"));
    }

    @Test
    void shouldPrintEveryRoundOfARing() throws IOException
    {
        final Path plot = directory.resolve("rounds.svg");
        final String text = bench("--records", 30_000, "--rounds", 2, "--warm-up-rounds", 1, "--ring", 3,
            "--segment-size", "64K", "--readers", 2, "--write", "claim", "--plot", plot).expect(0).text();
        assertTrue(text.contains("2 read along and check"), text);
        assertTrue(text.contains("a ring of 3 slots of 64 KiB"), text);
        assertTrue(text.contains("idle strategy  readers "), text);
        for (final String name : List.of("warm-up", "1", "2", "median", "min", "max"))
        {
            assertTrue(text.contains("\n" + name + "  "), text);
        }
        assertTrue(Files.readString(plot).contains("<svg"));
    }

    @Test
    void shouldTakeTheTimesOfWritesAtARate() throws IOException
    {
        final Path histogram = directory.resolve("writes.hgrm");
        final Path plot = directory.resolve("writes.png");
        final Map<String, String> facts = JsonIT.parse(bench("--json", "--rate", 20_000, "--records", 10_000,
            "--rounds", 2, "--warm-up-rounds", 0, "--readers", 0, "--write", "encode", "--single-segment",
            "--histogram", histogram, "--plot", plot).expect(0).text());
        assertEquals("20000", facts.get("writeNanos.count"));
        assertTrue(Long.parseLong(facts.get("writeNanos.p99.99")) >= Long.parseLong(facts.get("writeNanos.p50")));
        assertTrue(Double.parseDouble(facts.get("nanosPerRecord.min")) > 40_000);
        assertTrue(Files.readString(histogram).contains("Total count    =        20000"), facts.toString());
        assertTrue(Files.size(plot) > 0);
    }

    @Test
    void shouldFlushEachRecordOfASyncChannel() throws IOException
    {
        final Map<String, String> facts = JsonIT.parse(bench("--json", "--records", 200, "--rounds", 1,
            "--warm-up-rounds", 0, "--segment-size", "64K", "--durability", "sync").expect(0).text());
        assertEquals("SYNC", facts.get("conditions.durability"));
        assertEquals("1", facts.get("conditions.flushEvery"));
        assertEquals("true", facts.get("conditions.checksums"));
    }

    @Test
    void shouldRefuseWhatCannotBe() throws IOException
    {
        refused("--payload", 7).expect(2, "--payload must be at least 8");
        refused("--payload", "1M", "--segment-size", "64K").expect(2, "a quarter of the segment size");
        refused("--segment-size", "100K").expect(2, "--segment-size");
        refused("--ring", 2).expect(2, "--ring must be at least 3");
        refused("--ring", 3, "--single-segment").expect(2, "exclude each other");
        refused("--single-segment", "--records", 1_000_000_000).expect(2, "do not fit in a single segment");
        refused("--records", 0).expect(2, "--records must be at least 1");
        refused("--records", Long.MAX_VALUE).expect(2, "too many");
        refused("--rate", 0).expect(2, "--rate must be at least 1");
        refused("--readers", -1).expect(2, "--readers");
        refused("--rounds", 0).expect(2, "--rounds");
        refused("--idle", "sleep").expect(2, "none of spin, yield, backoff");
        refused("--histogram", "writes.hgrm").expect(2, "--rate");
        refused("--plot", "plot.pdf").expect(2, ".svg or .png");
        refused("--plot", directory.resolve("missing").resolve("plot.svg")).expect(3, "plot.svg");
        refused("--records", 1_000_000_000_000_000L).expect(6, "ask for fewer records, or another --dir");
        SharedProcess.run("bench", "--dir", directory.resolve("missing")).expect(3, "missing");
    }

    @Test
    void shouldLeaveNothingBehindASignal() throws IOException
    {
        try (JournalProcess process = JournalProcess.start(arguments("--rate", 1_000, "--records", 1_000_000)))
        {
            awaitStream();
            process.terminate();
            final JournalProcess.Outcome outcome = process.finish();
            assertEquals(130, outcome.exitCode(), outcome.errors());
            assertEquals(1, outcome.errors().lines().count(), outcome.errors());
            assertTrue(outcome.errors().contains("interrupted"), outcome.errors());
            assertEquals(List.of(), left());
            assertEquals(0, process.children().count());
        }
    }

    /** The reader stands still, so that it does not read a record before that was damaged. */
    @Test
    void shouldFailWhenAReaderGetsSomethingElseThanWasWritten() throws Exception
    {
        try (
            JournalProcess process = JournalProcess.start(arguments("--rate", 2_000, "--records", 10_000, "--rounds", 1,
                "--warm-up-rounds", 0, "--segment-size", "64M", "--idle", "backoff")))
        {
            final Path stream = awaitStream();
            final long reader = process.children().filter(child -> child.info().arguments()
                .map(arguments -> List.of(arguments).contains("READER")).orElse(false)).findAny().orElseThrow().pid();
            while (ShmChannel.at(stream).info().records() < 100)
            {
                Thread.onSpinWait();
            }
            signal("-STOP", reader);
            damageNextRecord(stream);
            signal("-CONT", reader);
            final JournalProcess.Outcome outcome = process.finish();
            assertEquals(1, outcome.exitCode(), outcome.errors());
            assertTrue(outcome.errors().contains("reader read other payloads than were written"), outcome.errors());
            assertEquals(List.of(), left());
        }
    }

    private Path awaitStream() throws IOException
    {
        while (true)
        {
            try (Stream<Path> all = Files.walk(files))
            {
                final Path stream = all.filter(path -> path.endsWith(Path.of("channels", "stream"))).findAny()
                    .orElse(null);
                if (stream != null && ShmChannel.at(stream).exists() && ShmChannel.at(stream).info().records() > 0)
                {
                    return stream;
                }
            }
            catch (final UncheckedIOException changed)
            {
                // While it is walked through.
            }
        }
    }

    private static void damageNextRecord(final Path stream) throws IOException
    {
        final long[] position = {-1};
        try (ShmReader<?> reader = ShmChannel.at(stream).openReader())
        {
            reader.seekToEnd();
            while (position[0] < 0)
            {
                reader.poll((buffer, offset, length, context) -> position[0] = context.position(), 1);
            }
            final int segmentSize = reader.header().segmentSize();
            try (FileChannel segment = FileChannel.open(stream.resolve(String.format("%020d.seg", 0)),
                StandardOpenOption.READ, StandardOpenOption.WRITE))
            {
                // Behind the record's word; the record area is the last of the file.
                final long offset = segment.size() - segmentSize + position[0] + Long.BYTES;
                final ByteBuffer one = ByteBuffer.allocate(1);
                segment.read(one, offset);
                segment.write(one.put(0, (byte)(one.get(0) ^ 1)).rewind(), offset);
            }
        }
    }

    private static void signal(final String signal, final long pid) throws IOException, InterruptedException
    {
        assertEquals(0, new ProcessBuilder("kill", signal, Long.toString(pid)).inheritIO().start().waitFor());
    }
}
