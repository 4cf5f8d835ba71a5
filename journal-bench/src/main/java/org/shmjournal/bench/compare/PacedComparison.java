package org.shmjournal.bench.compare;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.HdrHistogram.Histogram;
import org.shmjournal.cli.measure.ChildProcess;
import org.shmjournal.cli.measure.Latencies;
import org.shmjournal.cli.measure.PacedWriterRole;
import org.shmjournal.cli.measure.Round;
import org.shmjournal.cli.measure.Scratch;

/**
 * One process writes at a steady rate, and rolls many times; the time of each write is counted from when it was due.
 * Then another process reads and checks all of it. Beside it the same loop that writes nothing: what the machine takes.
 */
public final class PacedComparison extends Comparison
{
    private static final List<String> TIMES = List.of("p50", "p90", "p99", "p99.9", "p99.99", "max");
    private static final String PREEMPTED = "preempted";

    private final Map<String, Histogram> histograms = new LinkedHashMap<>();

    /** With these settings. */
    public PacedComparison(final Settings settings)
    {
        super(settings.with("--rolling"));
    }

    @Override
    public String title()
    {
        return "paced: one process writes " + settings().rate() + " records a second for " + settings().seconds() +
            " s; ns from when each was due until its write returned";
    }

    @Override
    List<Kind> kinds()
    {
        return List.of(Kind.EMPTY, Kind.CHRONICLE, Kind.JOURNAL);
    }

    @Override
    List<RoleName> roles()
    {
        return List.of(RoleName.PACED_WRITER, RoleName.READER);
    }

    @Override
    public List<Column> columns()
    {
        return List.of(Column.percentile("p50"), Column.percentile("p90"), Column.percentile("p99"),
            Column.percentile("p99.9"), Column.percentile("p99.99"), Column.percentile("max"),
            Column.count(PREEMPTED));
    }

    @Override
    int records()
    {
        return Math.multiplyExact(settings().rate(), settings().seconds());
    }

    /** Enough for the compiler, and for a roll. */
    @Override
    int warmUpRecords()
    {
        return Math.min(records(), settings().rate() * 5);
    }

    @Override
    public int warmUpRounds()
    {
        return Math.min(1, settings().warmUpRounds());
    }

    @Override
    Round round(final long records, final Kind kind)
    {
        return new Round(records, settings().rollingSegmentSize(), settings().rate(),
            scratch().directory(kind.toString()));
    }

    @Override
    long bytesOnDisk(final Round round)
    {
        return kinds().stream().mapToLong(kind -> kind.bytesOnDisk(settings(), round)).max().orElseThrow();
    }

    @Override
    String idleStrategy()
    {
        return "the writer spins on the clock until a record is due; a writer without a next segment backs off";
    }

    @Override
    Map<String, Double> measure(final Kind kind, final List<ChildProcess> crew, final int records)
    {
        final ChildProcess writer = crew.get(0);
        final Round round = round(records, kind);
        writer.prepare(round);
        writer.start();
        final Map<String, Long> written = writer.result();
        if (counts())
        {
            histograms.computeIfAbsent(kind.toString(), key -> new Histogram(Latencies.LONGEST, 3))
                .add(Latencies.decode(writer.text(PacedWriterRole.RESPONSE)));
        }
        if (kind != Kind.EMPTY)
        {
            final ChildProcess reader = crew.get(1);
            reader.connect(round);
            reader.start();
            checked(reader, round);
            reader.finish();
        }
        writer.finish();
        Scratch.delete(round.place());
        final Map<String, Double> figures = new HashMap<>();
        TIMES.forEach(name -> figures.put(name, (double)written.get(PacedWriterRole.RESPONSE + "." + name)));
        figures.put(PREEMPTED, (double)written.get(PREEMPTED));
        return figures;
    }

    @Override
    public Map<String, Histogram> histograms()
    {
        return histograms;
    }
}
