package org.shmjournal.cli.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.HdrHistogram.Histogram;
import org.shmjournal.cli.DurationConverter;
import org.shmjournal.cli.measure.Scratch;
import org.shmjournal.cli.plot.Picture;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Where it is measured, and what becomes of the figures. */
final class RunOptions
{
    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    @Option(
        names = "--dir",
        paramLabel = "DIR",
        description = {
            "Where: a directory, in which one is made that is deleted at the end;",
            "default /dev/shm if it has the room."})
    private Path dir;

    @Option(
        names = "--timeout",
        paramLabel = "DURATION",
        converter = DurationConverter.class,
        description = "Give up when a round takes so much longer than by its rate; default 5m.")
    private Duration timeout = Duration.ofMinutes(5);

    @Option(names = "--json", description = "Print one JSON object.")
    private boolean json;

    @Option(
        names = "--plot",
        paramLabel = "FILE.svg|FILE.png",
        description = "Draw the figures into this file, too.")
    private Path plot;

    @Option(
        names = "--histogram",
        paramLabel = "FILE",
        description = {
            "Write latencies in nanoseconds into this file, too, as HdrHistogram's tools",
            "read them (.hgrm); of several, into files of that name and their own."})
    private Path histogram;

    /** Refuses what cannot be written at the end, before anything is measured. */
    void check() throws NoSuchFileException
    {
        if (plot != null && !Picture.isKnown(plot))
        {
            throw new ParameterException(command.commandLine(), "--plot takes a file that ends in .svg or .png");
        }
        if (timeout.toSeconds() < 1 || timeout.toDays() > 1)
        {
            throw new ParameterException(command.commandLine(), "--timeout must be from 1s to 24h");
        }
        requireParent(plot);
        requireParent(histogram);
        if (dir != null && !Files.isDirectory(dir))
        {
            throw new NoSuchFileException(dir.toString());
        }
    }

    private static void requireParent(final Path file) throws NoSuchFileException
    {
        if (file != null && !Files.isDirectory(file.toAbsolutePath().getParent()))
        {
            throw new NoSuchFileException(file.toString());
        }
    }

    /** Makes the directory of a run of so many bytes. */
    Scratch scratch(final long bytes)
    {
        final Scratch scratch = Scratch.toBeClosed(dir == null ? Scratch.defaultDirectory(bytes) : dir);
        try
        {
            scratch.requireSpace(bytes);
        }
        catch (final RuntimeException refused)
        {
            scratch.close();
            throw refused;
        }
        return scratch;
    }

    /** For a round that takes so long by its rate. */
    int timeoutSeconds(final long roundSeconds)
    {
        return (int)Math.min(Integer.MAX_VALUE, timeout.toSeconds() + roundSeconds);
    }

    boolean json()
    {
        return json;
    }

    boolean plots()
    {
        return plot != null;
    }

    boolean writesHistogram()
    {
        return histogram != null;
    }

    void plot(final Picture picture) throws IOException
    {
        picture.write(plot);
    }

    void writeHistograms(final Map<String, Histogram> latencies) throws IOException
    {
        HistogramFiles.write(histogram, latencies);
    }
}
