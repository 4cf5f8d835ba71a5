package org.shmjournal.bench.compare;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.HdrHistogram.Histogram;
import org.shmjournal.cli.measure.ChildProcess;
import org.shmjournal.cli.measure.Latencies;
import org.shmjournal.cli.measure.PingRole;
import org.shmjournal.cli.measure.Round;
import org.shmjournal.cli.measure.Scratch;

/** One process sends a request and spins until the other's reply is there; then the next. */
public final class RoundTripComparison extends Comparison
{
    private static final List<String> TIMES = List.of("p50", "p90", "p99", "p99.9", "max");
    private static final String FAULTS = "faults";
    private static final String PREEMPTED = "preempted";

    private final Map<String, Histogram> histograms = new LinkedHashMap<>();
    private CProgram c;

    /** With these settings. */
    public RoundTripComparison(final Settings settings)
    {
        super(settings);
    }

    @Override
    void prepare()
    {
        if (kinds().contains(Kind.C))
        {
            c = CProgram.compile(CProgram.ROUND_TRIP, scratch().path(), settings().timeoutSeconds());
        }
    }

    @Override
    public String title()
    {
        return "round trip: one process sends a request, another replies; ns from before the request until the reply " +
            "is read";
    }

    @Override
    List<RoleName> roles()
    {
        return List.of(RoleName.PING, RoleName.PONG);
    }

    @Override
    public List<Column> columns()
    {
        return List.of(Column.percentile("p50"), Column.percentile("p90"), Column.percentile("p99"),
            Column.percentile("p99.9"),
            Column.percentile("max"), Column.count(FAULTS), Column.count(PREEMPTED));
    }

    @Override
    int records()
    {
        return settings().exchanges();
    }

    @Override
    public Map<String, Histogram> histograms()
    {
        return histograms;
    }

    @Override
    List<Kind> kinds()
    {
        final List<Kind> kinds = new ArrayList<>();
        if (settings().c() && CProgram.isCompilerThere())
        {
            kinds.add(Kind.C);
        }
        kinds.add(Kind.BARE);
        if (settings().peers())
        {
            kinds.add(Kind.AERON);
            kinds.add(Kind.CHRONICLE);
        }
        kinds.add(Kind.JOURNAL);
        return kinds;
    }

    @Override
    long bytesOnDisk(final Round round)
    {
        return 2 * kinds().stream().mapToLong(kind -> kind.bytesOnDisk(settings(), round)).max().orElseThrow();
    }

    @Override
    Map<String, Double> measure(final Kind kind, final List<ChildProcess> crew, final int records)
    {
        if (kind == Kind.C)
        {
            return c.run(scratch().path().resolve("c"), records, settings().payload()).figures(columns());
        }
        final ChildProcess ping = crew.get(0);
        final ChildProcess pong = crew.get(1);
        final Round round = round(records, kind);
        ping.prepare(round);
        pong.prepare(round);
        ping.connect(round);
        pong.connect(round);
        pong.start();
        ping.start();
        final Map<String, Long> pinged = checked(ping, round);
        final Map<String, Long> ponged = checked(pong, round);
        // What both share, the first has launched.
        pong.finish();
        ping.finish();
        Scratch.delete(round.place());

        if (counts())
        {
            histograms.computeIfAbsent(kind.toString(), key -> new Histogram(Latencies.LONGEST, 3))
                .add(Latencies.decode(ping.text(PingRole.TIMES)));
        }
        final Map<String, Double> figures = new HashMap<>();
        TIMES.forEach(name -> figures.put(name, (double)pinged.get(name)));
        figures.put(FAULTS, sum(FAULTS, pinged, ponged));
        figures.put(PREEMPTED, sum(PREEMPTED, pinged, ponged));
        return figures;
    }
}
