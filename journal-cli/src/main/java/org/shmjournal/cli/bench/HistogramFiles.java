package org.shmjournal.cli.bench;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.HdrHistogram.Histogram;
import org.shmjournal.cli.output.OutputFullException;

/** Histograms as files of percentiles, in the text form of HdrHistogram. */
final class HistogramFiles
{
    private static final int LINES_PER_HALF = 5;

    private HistogramFiles()
    {
    }

    /** Writes one file, or one for each of several. */
    static void write(final Path file, final Map<String, Histogram> histograms) throws IOException
    {
        for (final Map.Entry<String, Histogram> entry : histograms.entrySet())
        {
            write(histograms.size() == 1 ? file : named(file, entry.getKey()), entry.getValue());
        }
    }

    /** The file for one of several: latency.hgrm becomes latency.one-way.hgrm. */
    static Path named(final Path file, final String what)
    {
        final String name = file.getFileName().toString();
        final int dot = name.lastIndexOf('.');
        final String word = "." + what.replace(' ', '-');
        return file.resolveSibling(dot <= 0 ? name + word : name.substring(0, dot) + word + name.substring(dot));
    }

    private static void write(final Path file, final Histogram histogram) throws IOException
    {
        final ByteArrayOutputStream text = new ByteArrayOutputStream();
        try (PrintStream lines = new PrintStream(text, false, StandardCharsets.UTF_8))
        {
            histogram.outputPercentileDistribution(lines, LINES_PER_HALF, 1.0);
        }
        try (OutputStream output = Files.newOutputStream(file))
        {
            text.writeTo(output);
        }
        catch (final FileSystemException named)
        {
            throw named;
        }
        catch (final IOException failed)
        {
            throw OutputFullException.orOther(file, failed);
        }
    }
}
