package org.shmjournal.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.shmjournal.cli.SharedProcess.run;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.api.io.TempDir;
import org.shmjournal.ChannelSpec;
import org.shmjournal.ShmChannel;
import org.shmjournal.ShmWriter;

@Timeout(value = 120, threadMode = ThreadMode.SEPARATE_THREAD)
class StatsIT
{
    private static final long START = 1_700_000_000_000_000_000L;

    @TempDir
    Path directory;

    /** A hundred records of 0 to 99 bytes, a millisecond apart, and a pause of a second in the middle. */
    private Path channel(final boolean timestamps)
    {
        final Path channel = directory.resolve("channel");
        final long[] now = {START};
        try (ShmWriter<ByteBuffer> writer = ShmChannel.at(channel).epochClock(() -> now[0])
            .spec(ChannelSpec.defaults().segmentSize(64 * 1024).timestamps(timestamps)).openWriter())
        {
            for (int i = 0; i < 100; i++)
            {
                now[0] = START + Duration.ofMillis(i + (i >= 50 ? 999 : 0)).toNanos();
                writer.writeBytes(ByteBuffer.allocate(i));
            }
        }
        return channel;
    }

    @Test
    void shouldTellSizesRatesAndGaps() throws IOException
    {
        final Path channel = channel(true);
        final Map<String, String> facts = JsonIT.parse(run("stats", "--json", channel).expect(0).text());
        assertEquals("100", facts.get("records"));
        assertEquals("4950", facts.get("bytes"));
        assertEquals("2023-11-14T22:13:20Z", facts.get("first"));
        assertEquals("1098000000", facts.get("spanNanos"));
        assertEquals(99 / 1.098, Double.parseDouble(facts.get("recordsPerSecond")), 1e-9);
        assertEquals("0", facts.get("sizes.min"));
        assertEquals("49", facts.get("sizes.p50"));
        assertEquals("98", facts.get("sizes.p99"));
        assertEquals("99", facts.get("sizes.max"));
        assertEquals("99", facts.get("gapNanos.count"));
        // Of three digits, and not less than what was recorded.
        assertEquals(1e6, Double.parseDouble(facts.get("gapNanos.p50")), 1e3);
        assertEquals(1e9, Double.parseDouble(facts.get("gapNanos.max")), 1e6);
        final String text = run("stats", channel).expect(0).text();
        assertTrue(text.contains("    64 bytes .. 128 bytes            36  36.00% ##") && text.contains("1 ms .. 2 ms"),
            text);
    }

    @Test
    void shouldTellThoseOfARange() throws IOException
    {
        final Map<String, String> facts = JsonIT.parse(
            run("stats", "--json", "--sequence", "10..19", "--limit", "5", channel(true)).expect(0).text());
        assertEquals("5", facts.get("records"));
        assertEquals("10", facts.get("firstSequence"));
        assertEquals("14", facts.get("lastSequence"));
        assertEquals("60", facts.get("bytes"));
    }

    @Test
    void shouldLeaveOutWhatNeedsTimestamps() throws IOException
    {
        final Path channel = channel(false);
        final Map<String, String> facts = JsonIT.parse(run("stats", "--json", channel).expect(0).text());
        assertEquals("100", facts.get("records"));
        assertFalse(facts.containsKey("first") || facts.containsKey("gapNanos.count"), facts.toString());
        assertFalse(run("stats", channel).expect(0).text().contains("gaps"));
    }

    @Test
    void shouldTellOfAnEmptyChannel()
    {
        final Path empty = directory.resolve("empty");
        run("create", "--segment-size", "64K", empty).expect(0);
        assertTrue(run("stats", empty).expect(0).text().endsWith("none\n"));
        assertEquals("{\"channel\":\"" + empty + "\",\"records\":0,\"bytes\":0}\n",
            run("stats", "--json", empty).expect(0).text());
        final Path plot = directory.resolve("empty.svg");
        assertTrue(run("stats", "--plot", plot, empty).errors().contains("nothing to draw"));
        assertTrue(Files.notExists(plot));
    }

    @Test
    void shouldDrawAVectorPicture() throws IOException
    {
        final Path plot = directory.resolve("plot.svg");
        run("stats", "--plot", plot, channel(true)).expect(0);
        final String svg = Files.readString(plot);
        assertTrue(svg.contains("Channel " + directory) && svg.contains("100 records, sequence 0 to 99"), svg);
        // Three areas; letters on axes are drawn as curves.
        assertEquals(4, svg.split("fill:rgb\\(155,187,217\\)", -1).length);
    }

    @Test
    void shouldDrawABitmap() throws IOException
    {
        final Path plot = directory.resolve("plot.PNG");
        run("stats", "--plot", plot, channel(true)).expect(0);
        final BufferedImage image = ImageIO.read(plot.toFile());
        assertEquals(2000, image.getWidth());
        final Set<Integer> colors = new HashSet<>();
        for (int y = 0; y < image.getHeight(); y++)
        {
            for (int x = 0; x < image.getWidth(); x++)
            {
                colors.add(image.getRGB(x, y));
            }
        }
        // Areas and the lines of percentiles.
        assertTrue(colors.contains(0xFF9BBBD9) && colors.contains(0xFFB03A2E), colors.size() + " colours");
    }

    @Test
    void shouldSayThatThereIsNoSpaceForAPicture() throws IOException
    {
        final Path full = Path.of("/dev/full");
        assumeTrue(Files.exists(full), "no /dev/full here");
        final Path channel = channel(true);
        for (final String name : List.of("full.svg", "full.png"))
        {
            final Path plot = Files.createSymbolicLink(directory.resolve(name), full);
            run("stats", "--plot", plot, channel).expect(6, plot + ": cannot write to it: ");
            Files.delete(plot);
        }
    }

    @Test
    void shouldRefuseWhatItCannotDraw()
    {
        final Path channel = channel(true);
        run("stats", "--plot", directory.resolve("plot.pdf"), channel).expect(2, ".svg or .png");
        run("stats", "--plot", directory.resolve("missing").resolve("plot.svg"), channel).expect(3, "no such file");
        run("stats", directory.resolve("nowhere")).expect(3, "nowhere");
    }
}
