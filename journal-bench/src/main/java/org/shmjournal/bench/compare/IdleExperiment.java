package org.shmjournal.bench.compare;

import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.shmjournal.cli.measure.ChildProcess;
import org.shmjournal.cli.measure.Round;
import org.shmjournal.cli.measure.Scratch;

/**
 * A reader that waits by the default idle strategy: what it takes while nothing comes, then what it takes when a record
 * comes each 20 to 60 ms, and how fast it wakes.
 */
public final class IdleExperiment extends Trial
{
    private static final String JOURNAL = Kind.JOURNAL.toString();
    private static final int SEGMENT = 1 << 20;
    private static final long RECORDS = 250;

    /** The same waiting, and nothing else: what the machine takes for it. */
    private static final String NOTHING = Kind.EMPTY.toString();

    private ChildProcess idling;
    private ChildProcess writer;
    private ChildProcess reader;

    /** With these settings. */
    public IdleExperiment(final Settings settings)
    {
        super(settings);
    }

    @Override
    public String title()
    {
        return "idle: a reader waits while nothing comes, then for a record each 20 to 60 ms; the processor time of" +
            " its whole process, and microseconds from before the write until it has the record";
    }

    @Override
    void describe(final Map<String, String> conditions)
    {
        conditions.put("idle strategy", "the default, which backs off to parking for up to 1.7 ms");
        conditions.put("nothing", TimeUnit.NANOSECONDS.toSeconds(SparseWriterRole.SILENCE) + " s of a round");
        conditions.put("records", RECORDS + " behind that");
    }

    @Override
    public List<String> sides()
    {
        return List.of(NOTHING, JOURNAL);
    }

    @Override
    public List<Column> columns()
    {
        return List.of(Column.mean("idle cpu %"), Column.mean("cpu %"), Column.mean("p50 us"), Column.mean("p99 us"),
            Column.mean("max us"));
    }

    @Override
    public void begin()
    {
        idling = Children.start(settings(), Kind.EMPTY, RoleName.IDLING);
        writer = Children.start(settings(), Kind.JOURNAL, RoleName.SPARSE_WRITER);
        reader = Children.start(settings(), Kind.JOURNAL, RoleName.IDLE_READER);
    }

    @Override
    public Map<String, Double> measure(final String side, final boolean warmUp)
    {
        final Round round = new Round(RECORDS, SEGMENT, scratch().directory(side));
        if (side.equals(NOTHING))
        {
            idling.prepare(round);
            idling.start();
            final Map<String, Long> idled = idling.result();
            return Map.of("idle cpu %", 100.0 * idled.get("cpu") / idled.get("nanos"), "cpu %", Double.NaN, "p50 us",
                Double.NaN, "p99 us",
                Double.NaN, "max us", Double.NaN);
        }
        writer.prepare(round);
        reader.connect(round);
        reader.start();
        writer.start();
        writer.result();
        final Map<String, Long> read = reader.result();
        reader.finish();
        writer.finish();
        Scratch.delete(round.place());
        return Map.of("idle cpu %", 100.0 * read.get("idle-cpu") / read.get("idle-nanos"), "cpu %",
            100.0 * read.get("cpu") / read.get("nanos"), "p50 us", read.get("p50") / 1e3, "p99 us",
            read.get("p99") / 1e3, "max us", read.get("max") / 1e3);
    }

    @Override
    public void close()
    {
        if (idling != null)
        {
            idling.close();
        }
        if (reader != null)
        {
            reader.close();
        }
        if (writer != null)
        {
            writer.close();
        }
        super.close();
    }
}
