package org.shmjournal.bench.goal;

import static org.shmjournal.bench.goal.Over.EVERY_ROUND;
import static org.shmjournal.bench.goal.Over.MEDIAN;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.shmjournal.bench.compare.AllocationExperiment;
import org.shmjournal.bench.compare.ChecksumComparison;
import org.shmjournal.bench.compare.CommandExperiment;
import org.shmjournal.bench.compare.Experiment;
import org.shmjournal.bench.compare.IdleExperiment;
import org.shmjournal.bench.compare.KeepComparison;
import org.shmjournal.bench.compare.ManyWritersComparison;
import org.shmjournal.bench.compare.OpeningExperiment;
import org.shmjournal.bench.compare.PacedComparison;
import org.shmjournal.bench.compare.ReadersExperiment;
import org.shmjournal.bench.compare.ReplayComparison;
import org.shmjournal.bench.compare.RingComparison;
import org.shmjournal.bench.compare.RoundTripComparison;
import org.shmjournal.bench.compare.SeekExperiment;
import org.shmjournal.bench.compare.Settings;

/** All goals. What each asks for is told in {@code docs/benchmarks.md}. */
final class Goals
{
    private static final String JOURNAL = "journal";
    private static final String BARE = "bare";
    private static final String AERON = "aeron";
    private static final String ARCHIVE = "archive";
    private static final String CHRONICLE = "chronicle";
    private static final String C = "c";
    private static final String DISK = "disk";
    private static final String EMPTY = "empty";
    private static final Figure MAP_ALONE = Figure.of("map alone", "mean us");

    private Goals()
    {
    }

    /** In the order of their numbers. */
    static List<Goal> all(final Places places)
    {
        return List.of(
            goal("P1", "streaming between two processes through a ring of 16 x 64 MiB, 32 bytes",
                part(List.of("--dir", places.memory(), "--write", "encode", "--c"), RingComparison::new,
                    ratio("ns a record to Aeron IPC", "reader", AERON, 0.90, EVERY_ROUND)
                        .limitedBy(Figure.of(BARE, "reader")),
                    ratio("ns a record to the bare loop", "reader", BARE, 1.5, MEDIAN)
                        .limitedBy(Figure.ifThere(C, "reader")))),
            goal("P2", "round trip between two processes, busy spinning, 32 bytes",
                part(List.of("--dir", places.memory(), "--write", "encode", "--peers", "--c"), RoundTripComparison::new,
                    ratio("p50 to Aeron IPC", "p50", AERON, 1.05, MEDIAN).limitedBy(Figure.of(BARE, "p50")),
                    ratio("p99.9 to Aeron IPC", "p99.9", AERON, 1.0, MEDIAN).limitedBy(Figure.of(BARE, "p99.9")))),
            goal("P3", "append 2 GiB and keep everything, default settings, on a disk",
                part(List.of("--dir", places.disk(), "--rounds", "5"), KeepComparison::new,
                    ratio("ns a record to Chronicle Queue", "writer", CHRONICLE, 0.20, MEDIAN)
                        .limitedBy(Figure.of(DISK, "writer")),
                    ratio("ns a record to Aeron Archive", "writer", ARCHIVE, 0.6, MEDIAN)
                        .limitedBy(Figure.of(DISK, "writer")))),
            goal("P4", "replay of what is in memory, by a handler that copies nothing",
                part(List.of("--dir", places.memory(), "--peers"), ReplayComparison::new,
                    ratio("ns a record to Chronicle Queue", "reader", CHRONICLE, 0.12, MEDIAN)
                        .limitedBy(Figure.of(BARE, "reader")),
                    ratio("ns a record to the bare loop", "reader", BARE, 1.4, MEDIAN))),
            new Goal("P5", "what checksums add to an append", checksums(places)),
            new Goal("P6", "time of a write, 500 000 a second, rolling, coordinated omission corrected", paced(places)),
            goal("P7", "opening to write after kill -9", part(List.of("--dir", places.disk()), OpeningExperiment::new,
                absolute("bytes walked, 8 GiB", "8 GiB", "walked", 65_536, EVERY_ROUND),
                absolute("bytes walked, 64 MiB", "64 MiB", "walked", 65_536, EVERY_ROUND),
                Criterion.ratio("ms of 8 GiB to 64 MiB", Figure.of("8 GiB", "ms"), Figure.of("64 MiB", "ms"), 1.25,
                    MEDIAN))),
            goal("P8", "seek in a channel of 100 segments, in memory", part(List.of("--dir", places.memory()),
                SeekExperiment::new,
                absolute("us, by sequence", "by sequence", "mean us", 100, MEDIAN).limitedBy(MAP_ALONE),
                absolute("us, by time", "by time", "mean us", 100, MEDIAN).limitedBy(MAP_ALONE))),
            goal("P9", "allocation a write, and a poll", part(List.of("--dir", places.memory(), "--rounds", "5"),
                AllocationExperiment::new,
                absolute("bytes, write raw", "write raw", "bytes", 0, EVERY_ROUND),
                absolute("bytes, write text", "write text", "bytes", 0, EVERY_ROUND),
                absolute("bytes, poll", "poll", "bytes", 0, EVERY_ROUND))),
            goal("P10", "four readers that the writer waits for, instead of one",
                part(List.of("--dir", places.memory(), "--write", "encode"), ReadersExperiment::new,
                    Criterion.ratio("writer's ns a record, 4 readers to 1", Figure.of("4 readers", "writer"),
                        Figure.of("1 reader", "writer"), 1.3, MEDIAN))),
            goal("P11", "two writing threads", part(
                List.of("--dir", places.memory(), "--threads", "2", "--records", "5000000"), ManyWritersComparison::new,
                ratio("ns a record to Aeron's concurrent publication", "reader", AERON, 1 / 0.8, MEDIAN))),
            goal("P12", "idle reader, default idle strategy", part(List.of("--dir", places.memory(), "--rounds", "5"),
                IdleExperiment::new,
                absolute("% of a core", JOURNAL, "idle cpu %", 1, MEDIAN).limitedBy(Figure.of(EMPTY, "idle cpu %")),
                absolute("us to wake, p99", JOURNAL, "p99 us", 2000, MEDIAN))),
            goal("P13", "commands over 1 GiB", part(List.of("--dir", places.disk(), "--checksums", "--rounds", "5"),
                CommandExperiment::new,
                Criterion.ratio("s of verify to sha256sum", Figure.of("verify", "seconds"),
                    Figure.of("sha256sum", "seconds"), 1.0, MEDIAN),
                Criterion.ratio("s of cat to grep -c x", Figure.of("cat", "seconds"),
                    Figure.of("grep -c x", "seconds"), 3.0, MEDIAN)
                    .limitedBy(Figure.sum(Figure.of("start", "seconds"), Figure.of("copy", "seconds"))))));
    }

    private static List<Part> checksums(final Places places)
    {
        final List<Part> parts = new ArrayList<>();
        for (final String payload : List.of("32", "256", "1024", "4096"))
        {
            parts.add(new Part(payload + " bytes",
                List.of("--dir", places.memory(), "--write", "encode", "--payload", payload, "--rounds", "5"),
                ChecksumComparison::new,
                List.of(Criterion.ratio("ns that checksums add, to CRC32C alone",
                    Figure.difference(JOURNAL, Figure.of("checked", "writer"), Figure.of(JOURNAL, "writer")),
                    Figure.of("crc32c", "writer"), 1.3, MEDIAN)
                    .limitedBy(Figure.difference(BARE, Figure.of("checked_bare", "writer"),
                        Figure.of(BARE, "writer"))))));
        }
        return parts;
    }

    private static List<Part> paced(final Places places)
    {
        final List<Part> parts = new ArrayList<>();
        for (final Places.Jdk jdk : places.jdks())
        {
            parts.add(new Part("JDK " + jdk.version(),
                List.of("--dir", places.disk(), "--rate", "500000", "--seconds", "60", "--rounds", "5", "--java",
                    jdk.home()),
                PacedComparison::new,
                List.of(ratio("p99.99 to Chronicle Queue", "p99.99", CHRONICLE, 0.1, MEDIAN)
                    .limitedBy(Figure.of(EMPTY, "p99.99")),
                    ratio("p99.99 to an empty paced loop", "p99.99", EMPTY, 2, MEDIAN))));
        }
        return parts;
    }

    private static Goal goal(final String id, final String what, final Part part)
    {
        return new Goal(id, what, List.of(part));
    }

    private static Part part(
        final List<String> arguments, final Function<Settings, Experiment> experiment, final Criterion... criteria)
    {
        return new Part("", arguments, experiment, List.of(criteria));
    }

    private static Criterion ratio(
        final String what, final String column, final String peer, final double goal, final Over over)
    {
        return Criterion.ratio(what, Figure.of(JOURNAL, column), Figure.of(peer, column), goal, over);
    }

    private static Criterion absolute(
        final String what, final String side, final String column, final double goal, final Over over)
    {
        return Criterion.absolute(what, Figure.of(side, column), goal, over);
    }
}
