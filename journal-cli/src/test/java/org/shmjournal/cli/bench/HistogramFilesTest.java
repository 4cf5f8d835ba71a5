package org.shmjournal.cli.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HistogramFilesTest
{
    @TempDir
    Path directory;

    private static Histogram histogram(final long... values)
    {
        final Histogram histogram = new Histogram(3);
        for (final long value : values)
        {
            histogram.recordValue(value);
        }
        return histogram;
    }

    @Test
    void shouldWriteOneUnderItsName() throws IOException
    {
        final Path file = directory.resolve("write.hgrm");
        HistogramFiles.write(file, Map.of("write", histogram(100, 200)));
        final String text = Files.readString(file);
        assertTrue(text.contains("Percentile TotalCount") && text.contains(" 200.000 1.000000000000"), text);
    }

    @Test
    void shouldWriteAFileForEachOfSeveral() throws IOException
    {
        final Map<String, Histogram> histograms = new LinkedHashMap<>();
        histograms.put("one-way", histogram(1));
        histograms.put("round trip", histogram(2));
        HistogramFiles.write(directory.resolve("all.hgrm"), histograms);
        assertTrue(Files.exists(directory.resolve("all.one-way.hgrm")));
        assertTrue(Files.exists(directory.resolve("all.round-trip.hgrm")));
        assertEquals(directory.resolve("all.write"), HistogramFiles.named(directory.resolve("all"), "write"));
        assertEquals(directory.resolve(".all.write"), HistogramFiles.named(directory.resolve(".all"), "write"));
    }
}
