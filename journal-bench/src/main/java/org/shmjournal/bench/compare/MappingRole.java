package org.shmjournal.bench.compare;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.SplittableRandom;
import org.HdrHistogram.Histogram;
import org.shmjournal.cli.measure.Role;
import org.shmjournal.cli.measure.Round;
import org.shmjournal.io.FileOperations;
import org.shmjournal.io.Mapping;

/**
 * Maps one of many files, loads a byte of its first page and one of another, and unmaps it: what a seek takes at least
 * that ends in a map. The files are as long as segments, and all in memory.
 */
final class MappingRole implements Role
{
    private final SplittableRandom random = new SplittableRandom(1);
    private final Histogram histogram = new Histogram(SeekingRole.LONGEST, 3);
    private Round round;
    private long sum;

    @Override
    public void prepare(final Round next)
    {
        final boolean isFirst = round == null;
        round = next;
        for (int i = 0; isFirst && i < SeekingRole.SEGMENTS; i++)
        {
            create(file(i));
        }
    }

    private void create(final Path file)
    {
        try
        {
            FileOperations.system().allocate(file, round.segmentSize(), ByteBuffer.allocate(0), false,
                PosixFilePermissions.fromString("rw-------"));
        }
        catch (final IOException ex)
        {
            throw new UncheckedIOException(ex);
        }
    }

    private Path file(final int number)
    {
        return round.place().resolve(Integer.toString(number));
    }

    @Override
    public void connect(final Round next)
    {
        throw new UnsupportedOperationException("reads what it wrote itself");
    }

    @Override
    public Map<String, Long> run(final Runnable started)
    {
        started.run();
        histogram.reset();
        for (long i = 0; i < round.records(); i++)
        {
            final Path file = file(random.nextInt(SeekingRole.SEGMENTS));
            final int offset = random.nextInt(round.segmentSize());
            final long start = System.nanoTime();
            look(file, offset);
            histogram.recordValue(Math.min(SeekingRole.LONGEST, System.nanoTime() - start));
        }
        return SeekingRole.figures(histogram);
    }

    private void look(final Path file, final int offset)
    {
        try (Mapping mapping = FileOperations.trusting().map(file, false, round.segmentSize(), true))
        {
            sum += mapping.memory().get(0) + mapping.memory().get(offset);
        }
        catch (final IOException ex)
        {
            throw new UncheckedIOException(ex);
        }
    }

    /** Of all that was loaded, so that it is for something. */
    long sum()
    {
        return sum;
    }

    @Override
    public void close()
    {
        // The files are for all rounds.
    }
}
