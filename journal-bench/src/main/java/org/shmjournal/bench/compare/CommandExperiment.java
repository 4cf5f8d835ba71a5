package org.shmjournal.bench.compare;

import java.io.BufferedWriter;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.shmjournal.ChannelSpec;
import org.shmjournal.ShmChannel;
import org.shmjournal.ShmWriter;
import org.shmjournal.cli.measure.Environment;
import org.shmjournal.cli.measure.Scratch;
import org.shmjournal.cli.measure.UsageException;

/**
 * Whole runs of commands over 1 GiB of lines of 100 bytes, in memory: {@code journal verify} beside {@code sha256sum}
 * of the same files, {@code journal cat} beside {@code grep -c x} of the same lines as text. The JVM's start counts,
 * and stands beside it, as {@code journal --version}, and so does copying the channel's files.
 */
public final class CommandExperiment implements Experiment
{
    /** Of {@link #SECONDS}. */
    public static final String VERIFY = "verify";
    /** Of the channel's files. */
    public static final String SHA256SUM = "sha256sum";
    /** Of the channel. */
    public static final String CAT = "cat";
    /** Of the text file. */
    public static final String GREP = "grep -c x";
    /** A start of the JVM and of the command. */
    public static final String START = "start";
    /** Of the channel's files: reads all of them. */
    public static final String COPY = "copy";
    /** Title of the column. */
    public static final String SECONDS = "seconds";

    private static final int LINE = 99;
    private static final long BYTES = 1L << 30;
    private static final String SEGMENT_FILE = ".seg";

    private final Settings settings;
    private final Scratch scratch;
    private final Path channel;
    private final Path text;
    private final Path journal;

    /** Makes nothing yet. */
    public CommandExperiment(final Settings settings)
    {
        this.settings = settings;
        this.scratch = new Scratch(settings.dir());
        this.channel = scratch.path().resolve("lines");
        this.text = scratch.path().resolve("lines.txt");
        this.journal = settings.journal();
    }

    @Override
    public String title()
    {
        return "commands: seconds from start to exit, over 1 GiB of records, each a line of 100 bytes";
    }

    @Override
    public Map<String, String> conditions()
    {
        final Map<String, String> conditions = new LinkedHashMap<>();
        conditions.put("file system", Environment.fileSystem(settings.dir()));
        conditions.put("JDK", System.getProperty("java.vm.name") + " " + Runtime.version());
        conditions.put("machine", Environment.kernel() + ", " + Environment.cpu());
        conditions.put("commands", journal + " verify, " + journal + " cat > /dev/null; sha256sum SEGMENTS, grep -c x" +
            " lines.txt > count; start: " + journal + " --version; copy: cat SEGMENTS > /dev/null; LC_ALL=C; all" +
            " pages in memory");
        conditions.put("channel", "segments of 64 MiB, checksums " + (settings.checksums() ? "on" : "off"));
        return conditions;
    }

    @Override
    public List<String> sides()
    {
        return List.of(SHA256SUM, VERIFY, START, COPY, GREP, CAT);
    }

    @Override
    public List<Column> columns()
    {
        return List.of(new Column(SECONDS, 3, false));
    }

    @Override
    public int warmUpRounds()
    {
        return 1;
    }

    @Override
    public int rounds()
    {
        return settings.rounds();
    }

    /** Writes the same lines twice, as records and as text. */
    @Override
    public void begin()
    {
        if (!Files.isExecutable(journal))
        {
            throw new UsageException("there is no command " + journal + "; say where it is with --journal");
        }
        scratch.requireSpace(3 * BYTES);
        final SplittableRandom random = new SplittableRandom(1);
        final byte[] line = new byte[LINE];
        try (ShmWriter<ByteBuffer> writer = ShmChannel.at(channel)
            .spec(ChannelSpec.defaults().checksums(settings.checksums())).openWriter();
            BufferedWriter lines = Files.newBufferedWriter(text, StandardCharsets.US_ASCII))
        {
            for (long bytes = 0; bytes < BYTES; bytes += LINE + 1)
            {
                fill(line, random);
                writer.writeBytes(ByteBuffer.wrap(line));
                lines.write(new String(line, StandardCharsets.US_ASCII));
                lines.write('\n');
            }
        }
        catch (final IOException ex)
        {
            throw new UncheckedIOException(ex);
        }
    }

    /** Words of a log, of which few have an x. */
    private static void fill(final byte[] line, final SplittableRandom random)
    {
        for (int i = 0; i < line.length; i++)
        {
            line[i] = (byte)(i % 8 == 7 ? ' ' : 'a' + random.nextInt(23));
        }
        if (random.nextInt(16) == 0)
        {
            line[random.nextInt(line.length)] = 'x';
        }
    }

    @Override
    public Map<String, Double> measure(final String side, final boolean warmUp)
    {
        final List<String> command = new ArrayList<>();
        switch (side)
        {
            case VERIFY -> command.addAll(List.of(journal.toString(), "verify", channel.toString()));
            case CAT -> command.addAll(List.of(journal.toString(), "cat", channel.toString()));
            case START -> command.addAll(List.of(journal.toString(), "--version"));
            case GREP -> command.addAll(List.of("grep", "-c", "x", text.toString()));
            case COPY ->
            {
                command.add("cat");
                command.addAll(segments());
            }
            default ->
            {
                command.add("sha256sum");
                command.addAll(segments());
            }
        }
        // Into /dev/null grep would print nothing, and end with the first line that it finds.
        final File output = side.equals(GREP) ? scratch.path().resolve("count").toFile() : new File("/dev/null");
        return Map.of(SECONDS, run(command, output));
    }

    private List<String> segments()
    {
        try (Stream<Path> files = Files.list(channel))
        {
            return files.map(Path::toString).filter(name -> name.endsWith(SEGMENT_FILE)).sorted().toList();
        }
        catch (final IOException ex)
        {
            throw new UncheckedIOException(ex);
        }
    }

    private static double run(final List<String> command, final File output)
    {
        try
        {
            final ProcessBuilder builder = new ProcessBuilder(command)
                .redirectOutput(ProcessBuilder.Redirect.to(output))
                .redirectError(ProcessBuilder.Redirect.INHERIT);
            builder.environment().put("LC_ALL", "C");
            final long start = System.nanoTime();
            final int status = builder.start().waitFor();
            final double seconds = (System.nanoTime() - start) / 1e9;
            if (status != 0)
            {
                throw new IllegalStateException(String.join(" ", command) + " exits with " + status);
            }
            return seconds;
        }
        catch (final IOException ex)
        {
            throw new UncheckedIOException(ex);
        }
        catch (final InterruptedException ex)
        {
            throw new IllegalStateException(ex);
        }
    }

    @Override
    public void close()
    {
        scratch.close();
    }
}
