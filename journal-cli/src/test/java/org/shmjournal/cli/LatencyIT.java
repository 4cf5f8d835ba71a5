package org.shmjournal.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.shmjournal.cli.JournalProcess.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * Small runs, in which little is done before it counts: what they come to does not matter here, but that all is there,
 * and that nothing is left.
 */
@Timeout(value = 240, threadMode = ThreadMode.SEPARATE_THREAD)
class LatencyIT
{
    @TempDir
    Path directory;

    @Test
    void shouldMeasureOneWayAndRoundTrips() throws IOException
    {
        final Path files = Files.createDirectory(directory.resolve("files"));
        final Path histogram = directory.resolve("latency.hgrm");
        final Path plot = directory.resolve("latency.svg");
        final Map<String, String> facts = JsonIT.parse(run("latency", "--json", "--rate", 2_000, "--seconds", 1,
            "--dir", files, "--single-segment", "--histogram", histogram, "--plot", plot).expect(0).text());
        assertEquals("2000", facts.get("rate"));
        for (final String what : List.of("oneWay", "write", "roundTrip"))
        {
            assertEquals("2000", facts.get(what + "Nanos.count"));
            assertTrue(Long.parseLong(facts.get(what + "Nanos.min")) > 0);
            assertTrue(Long.parseLong(facts.get(what + "Nanos.max")) >= Long.parseLong(facts.get(what + "Nanos.p50")));
        }
        assertTrue(Double.parseDouble(facts.get("oneWayPerSecond")) > 0);
        assertTrue(Double.parseDouble(facts.get("roundTripPerSecond")) > 0);
        for (final String name : List.of("one-way", "write", "round-trip"))
        {
            assertTrue(Files.readString(directory.resolve("latency." + name + ".hgrm")).contains("Percentile"));
        }
        assertTrue(Files.readString(plot).contains("journal latency at 2000 records/s"));
        try (Stream<Path> left = Files.list(files))
        {
            assertEquals(List.of(), left.toList());
        }
    }

    @Test
    void shouldMeasureOneOfBothAndSayWhatItDependsOn()
    {
        final String text = run("latency", "--round-trip", "--rate", 500, "--flush-every", 100, "--seconds", 1, "--dir",
            directory, "--ring", 3, "--segment-size", "1M", "--idle", "yield", "--payload", 64).expect(0).text();
        assertTrue(text.contains("round trip     min ") && text.contains(", p99.99 "), text);
        assertFalse(text.contains("one-way"), text);
        assertTrue(text.contains("a ring of 3 slots of 1 MiB") && text.contains("64 bytes, written by raw"), text);
        assertTrue(text.contains("readers yield") && text.contains("one for all processes"), text);
    }

    @Test
    void shouldRefuseWhatCannotBe()
    {
        SharedProcess.run("latency", "--rate", 0).expect(2, "--rate must be at least 1");
        SharedProcess.run("latency", "--seconds", 0).expect(2, "--seconds must be at least 1");
        SharedProcess.run("latency", "--rate", 1_000_000_000, "--seconds", 1_000_000_000).expect(2, "too many");
        SharedProcess.run("latency", "--dir", directory.resolve("missing")).expect(3, "missing");
    }
}
