package org.shmjournal.bench.compare;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.shmjournal.bench.loop.BareReading;
import org.shmjournal.cli.measure.ChildProcess;
import org.shmjournal.cli.measure.Environment;
import org.shmjournal.cli.measure.Round;
import org.shmjournal.cli.measure.Scratch;

/**
 * Measures the journal and others that do the same, each in child processes of its own that live through all rounds, so
 * that no compiler sees two of them.
 */
abstract class Comparison implements Experiment
{
    private final Settings settings;
    private final Scratch scratch;
    private final Map<Kind, List<ChildProcess>> children = new EnumMap<>(Kind.class);
    private boolean counts;

    Comparison(final Settings settings)
    {
        this.settings = settings;
        this.scratch = new Scratch(settings.dir());
    }

    /** Which children there are of each kind. */
    abstract List<RoleName> roles();

    /** How many records a round has. */
    abstract int records();

    /** How many records a round of warming up has. */
    int warmUpRecords()
    {
        return Settings.warmUpRecords(records());
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

    /** A round of so many records. */
    Round round(final long records, final Kind kind)
    {
        return settings.round(records, scratch.directory(kind.toString()));
    }

    @Override
    public final void begin()
    {
        scratch.requireSpace(bytesOnDisk(round(records(), Kind.JOURNAL)));
        for (final Kind kind : kinds())
        {
            final List<ChildProcess> crew = new ArrayList<>();
            children.put(kind, crew);
            if (kind.isJava())
            {
                roles().forEach(role -> crew.add(Children.start(settings, kind, role)));
            }
        }
        prepare();
    }

    @Override
    public final List<String> sides()
    {
        return kinds().stream().map(Kind::toString).toList();
    }

    @Override
    public final Map<String, Double> measure(final String side, final boolean warmUp)
    {
        final Kind kind = Kind.named(side);
        counts = !warmUp;
        return measure(kind, children.get(kind), warmUp ? warmUpRecords() : records());
    }

    @Override
    public int warmUpRounds()
    {
        return settings.warmUpRounds();
    }

    @Override
    public final int rounds()
    {
        return settings.rounds();
    }

    @Override
    public final Map<String, String> conditions()
    {
        final Map<String, String> conditions = new LinkedHashMap<>();
        conditions.put("file system", Environment.fileSystem(settings.dir()));
        conditions.put("JDK", children.get(Kind.JOURNAL).get(0).jvm() +
            (settings.jvmOptions().isEmpty() ? "" : ", with " + String.join(" ", settings.jvmOptions())));
        conditions.put("machine", Environment.kernel() + ", " + Environment.cpu());
        conditions.put("idle strategy", idleStrategy());
        conditions.put("compared with", comparedWith());
        conditions.put("payload", settings.payload() + " bytes, written by " + writtenBy() + ", polled at most " +
            settings.limit() + " at once");
        conditions.put("channel", describe(round(records(), Kind.JOURNAL)));
        conditions.put("durability", "process, checksums " + (settings.checksums() ? "on" : "off") + ", timestamps " +
            (settings.timestamps() ? "on" : "off"));
        conditions.put("records", records() + " a round; before that " + warmUpRounds() + " rounds of " +
            warmUpRecords() + " to warm up");
        return conditions;
    }

    /** In words, of both sides. */
    String idleStrategy()
    {
        return "busy spin without onSpinWait" +
            (settings.rolling() ? "; a writer without a next segment backs off, as by default" : "");
    }

    /** What the journal's channel is. */
    String describe(final Round round)
    {
        final String size = (round.segmentSize() >> 10) + " KiB";
        return settings.rolling() ? "segments of " + size + ", keepAll" : "a single segment of " + size;
    }

    /** In words, by which way of the writer's. */
    String writtenBy()
    {
        return settings.write().toString();
    }

    /** In words, with all that matters: a line for each kind but the journal. */
    String comparedWith()
    {
        return String.join("; ", kinds().stream().filter(kind -> kind != Kind.JOURNAL).map(this::describe).toList());
    }

    private String describe(final Kind kind)
    {
        if (kind != Kind.BARE)
        {
            return kind.description();
        }
        final BareReading reading = settings.bareReading();
        return "a bare loop, reader " + (reading.slip() ? "with" : "without") + " slip against lock-step, its pages " +
            (reading.touch() ? "touched" : "not touched") + " before, goes by " +
            (reading.variableLength() ? "the lengths that it finds" : "one length");
    }

    /** Whether the round that is measured is one that counts. */
    final boolean counts()
    {
        return counts;
    }

    final Settings settings()
    {
        return settings;
    }

    final Scratch scratch()
    {
        return scratch;
    }

    /** What a reader measured, which must have read all records of the round unchanged. */
    final Map<String, Long> checked(final ChildProcess reader, final Round round)
    {
        return reader.result(round, settings.payload());
    }

    static double perRecord(final Map<String, Long> result, final long records)
    {
        return (double)result.get("nanos") / records;
    }

    static double sum(final String name, final Map<String, Long> one, final Map<String, Long> other)
    {
        return one.get(name) + other.get(name);
    }

    /** Lets go of what else there is. */
    void closeMore()
    {
    }

    /** Ends the children, then deletes what they wrote. */
    @Override
    public final void close()
    {
        children.values().forEach(crew -> crew.forEach(ChildProcess::close));
        scratch.close();
        closeMore();
    }
}
