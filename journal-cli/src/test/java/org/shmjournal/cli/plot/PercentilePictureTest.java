package org.shmjournal.cli.plot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PercentilePictureTest
{
    private static final String FIRST = "stroke:rgb(31,90,147)";
    private static final String SECOND = "stroke:rgb(176,58,46)";
    private static final String THIRD = "stroke:rgb(46,139,87)";

    @TempDir
    Path directory;

    private String draw(final Picture picture) throws IOException
    {
        final Path file = directory.resolve("picture.svg");
        picture.write(file);
        return Files.readString(file);
    }

    @Test
    void shouldDrawALineForEachThatHasValues() throws IOException
    {
        final Histogram one = new Histogram(3);
        final Histogram other = new Histogram(3);
        for (int i = 1; i <= 100_000; i++)
        {
            one.recordValue(i);
            other.recordValue(1_000L * i);
        }
        final Map<String, Histogram> histograms = new LinkedHashMap<>();
        histograms.put("journal", one);
        histograms.put("nothing", new Histogram(3));
        histograms.put("peer", other);
        final String svg = draw(PercentilePicture.of("Latencies", "on this machine", histograms));
        assertTrue(svg.contains("Latencies") && svg.contains("on this machine"), svg);
        assertTrue(svg.contains(FIRST) && svg.contains(SECOND), svg);
        assertEquals(-1, svg.indexOf(THIRD));
    }

    @Test
    void shouldDrawASingleValue() throws IOException
    {
        final Histogram histogram = new Histogram(3);
        histogram.recordValue(0);
        assertTrue(draw(PercentilePicture.of("One", "", Map.of("one", histogram))).contains(FIRST));
    }

    @Test
    void shouldDrawRounds() throws IOException
    {
        final Picture picture = RoundsPicture.of("Rounds", "", "ns/record", Map.of("reader", List.of(10.0, 12.5)));
        assertTrue(draw(picture).contains(FIRST));
    }
}
