package org.shmjournal.bench;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.shmjournal.bench.loop.BareReading;
import org.shmjournal.cli.measure.ChildProcess;
import org.shmjournal.cli.measure.Environment;
import org.shmjournal.cli.measure.Round;
import org.shmjournal.cli.measure.Scratch;

/**
 * Measures both kinds in turns, round by round, each in child processes of its own that live through all rounds. The
 * order changes with every round, so that neither kind is always the first on a machine that the other has warmed, or
 * worn.
 */
abstract class Comparison
{
    private final Settings settings;
    private final Scratch scratch;
    private final Map<Kind, List<ChildProcess>> children = new EnumMap<>(Kind.class);

    Comparison(final Settings settings, final Scratch scratch)
    {
        this.settings = settings;
        this.scratch = scratch;
    }

    /** One line: what is measured, in which unit. */
    abstract String title();

    /** Which children there are of each kind. */
    abstract List<RoleName> roles();

    abstract List<Column> columns();

    /** How many records a round has. */
    abstract int records();

    /** How many records a round of warming up has. */
    int warmupRecords()
    {
        return Settings.warmupRecords(records());
    }

    /** How many bytes are on the disk at the same time, at most. */
    abstract long bytesOnDisk(Round round);

    /** What is compared, the measure of the others first. */
    List<Kind> kinds()
    {
        return List.of(Kind.BARE, Kind.JOURNAL);
    }

    /** What has to be there before the first round. */
    void prepare()
    {
    }

    /** Measures one kind, once. */
    abstract Map<String, Double> measure(Kind kind, List<ChildProcess> crew, int records);

    /** Runs all of it. */
    final void run(final PrintStream out)
    {
        final Round example = settings.round(records(), scratch.path());
        scratch.requireSpace(bytesOnDisk(example));
        try
        {
            for (final Kind kind : kinds())
            {
                children.put(kind, new ArrayList<>());
                roles().forEach(role -> children.get(kind).add(Children.start(settings, kind, role)));
            }
            printConditions(out, example);
            prepare();
            runRounds(out);
        }
        finally
        {
            children.values().forEach(crew -> crew.forEach(ChildProcess::close));
        }
    }

    private void runRounds(final PrintStream out)
    {
        final Table table = new Table(out, kinds(), columns());
        table.printHead();
        for (int i = 0; i < settings.warmupRounds(); i++)
        {
            table.print("warm-up", measureAll(i, warmupRecords()));
        }
        for (int i = 0; i < settings.rounds(); i++)
        {
            table.add(measureAll(i, records()));
        }
        table.printSummary();
    }

    private Map<Kind, Map<String, Double>> measureAll(final int number, final int records)
    {
        final List<Kind> order = new ArrayList<>(kinds());
        Collections.rotate(order, number);
        final Map<Kind, Map<String, Double>> round = new EnumMap<>(Kind.class);
        order.forEach(kind -> round.put(kind, measure(kind, children.get(kind), records)));
        return round;
    }

    private void printConditions(final PrintStream out, final Round round)
    {
        final String size = (round.segmentSize() >> 10) + " KiB";
        out.println(title());
        print(out, "file system", Environment.fileSystem(settings.dir()));
        print(out, "JDK", children.get(Kind.JOURNAL).get(0).jvm() +
            (settings.jvmOptions().isEmpty() ? "" : ", with " + String.join(" ", settings.jvmOptions())));
        print(out, "machine", Environment.kernel() + ", " + Environment.cpu());
        print(out, "idle strategy", "busy spin without onSpinWait" +
            (settings.rolling() ? "; a writer without a next segment backs off, as by default" : ""));
        print(out, "compared with", comparedWith());
        print(out, "payload", settings.payload() + " bytes, written by " + writtenBy() + ", polled at most " +
            settings.limit() + " at once");
        print(out, "channel", describe(round, size));
        print(out, "durability", "process, checksums " + (settings.checksums() ? "on" : "off") + ", timestamps " +
            (settings.timestamps() ? "on" : "off"));
        print(out, "records", records() + " a round; before that " + settings.warmupRounds() + " rounds of " +
            warmupRecords() + " to warm up");
        out.println();
        out.flush();
    }

    /** What the journal's channel is. */
    String describe(final Round round, final String size)
    {
        return settings.rolling() ? "segments of " + size + ", keepAll" : "a single segment of " + size;
    }

    /** In words, by which way of the writer's. */
    String writtenBy()
    {
        return settings.write().toString();
    }

    /** In words, with all that matters. */
    String comparedWith()
    {
        final BareReading reading = settings.bareReading();
        return "a bare loop, reader " + (reading.slip() ? "with" : "without") + " slip against lock-step, its pages " +
            (reading.touch() ? "touched" : "not touched") + " before, goes by " +
            (reading.variableLength() ? "the lengths that it finds" : "one length");
    }

    private static void print(final PrintStream out, final String name, final String value)
    {
        out.printf("  %-14s %s%n", name, value);
    }

    final Settings settings()
    {
        return settings;
    }

    final Scratch scratch()
    {
        return scratch;
    }

    static double perRecord(final Map<String, Long> result, final int records)
    {
        return (double)result.get("nanos") / records;
    }

    static double sum(final String name, final Map<String, Long> one, final Map<String, Long> other)
    {
        return one.get(name) + other.get(name);
    }
}
