package org.shmjournal.bench.growth;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongFunction;
import java.util.stream.Collectors;
import org.shmjournal.bench.compare.ChannelsExperiment;
import org.shmjournal.bench.compare.LengthsExperiment;
import org.shmjournal.bench.compare.ReadersExperiment;
import org.shmjournal.bench.compare.ThreadsExperiment;
import org.shmjournal.cli.measure.Scratch;

/** All that may grow: readers, segments, lengths, threads, bytes. */
final class Growths
{
    private static final int SMALL_SEGMENT = 1 << 20;
    private static final int LARGE_SEGMENT = 64 << 20;
    private static final int SEGMENTS_A_GIB = 16;

    private Growths()
    {
    }

    static List<Growth> all()
    {
        final String memory = Scratch.defaultDirectory().toString();
        final String disk = System.getProperty("java.io.tmpdir");
        final Map<String, Long> readers = points(List.of(1L, 2L, 4L, 8L, 16L), ReadersExperiment::name);
        final Map<String, Long> segments =
            points(List.of(1L, 10L, 100L, 1000L), count -> count + (count == 1 ? " segment" : " segments"));
        final Map<String, Long> lengths =
            points(List.of(0L, 8L, 32L, 64L, 256L, 1024L, 4096L, 16_384L, 65_536L, 1_048_576L),
                length -> length + " B");
        final Map<String, Long> threads =
            points(List.of(1L, 2L, 4L, 8L), count -> count + (count == 1 ? " thread" : " threads"));
        final Map<String, Long> bytes = points(List.of(1L, 10L, 50L), count -> count + " GiB");
        return List.of(
            new Growth("readers", "strong readers", List.of("--dir", memory, "--write", "encode", "--rounds", "5"),
                readers, List.of("writer", "writer cpu"),
                settings -> new ReadersExperiment(settings, counts(readers), false)),
            new Growth("segments", "segments of 1 MiB", List.of("--dir", memory, "--rounds", "5"), segments,
                List.of("append ns", "replay ns", "info us", "seek us"),
                settings -> new ChannelsExperiment(settings, SMALL_SEGMENT, segments)),
            new Growth("lengths", "bytes of a payload", List.of("--dir", memory, "--rounds", "5"), lengths,
                List.of("write ns", "read ns"),
                settings -> new LengthsExperiment(settings, integers(lengths))),
            new Growth("threads", "threads that write", List.of("--dir", memory, "--rounds", "5"), threads,
                List.of("writers"),
                settings -> new ThreadsExperiment(settings, integers(threads))),
            new Growth("bytes", "GiB, in segments of 64 MiB", List.of("--dir", disk, "--rounds", "3"), bytes,
                List.of("open writer ms", "open reader us", "info us", "seek us", "append ns", "replay ns"),
                settings -> new ChannelsExperiment(settings, LARGE_SEGMENT, times(bytes, SEGMENTS_A_GIB))));
    }

    private static Map<String, Long> points(final List<Long> values, final LongFunction<String> name)
    {
        final Map<String, Long> points = new LinkedHashMap<>();
        values.forEach(value -> points.put(name.apply(value), value));
        return points;
    }

    private static List<Integer> counts(final Map<String, Long> points)
    {
        return points.values().stream().map(Math::toIntExact).toList();
    }

    private static Map<String, Integer> integers(final Map<String, Long> points)
    {
        return points.entrySet().stream().collect(Collectors.toMap(Map.Entry::getKey,
            point -> Math.toIntExact(point.getValue()), (one, other) -> one, LinkedHashMap::new));
    }

    private static Map<String, Long> times(final Map<String, Long> points, final int factor)
    {
        return points.entrySet().stream().collect(Collectors.toMap(Map.Entry::getKey,
            point -> point.getValue() * factor, (one, other) -> one, LinkedHashMap::new));
    }
}
