package org.shmjournal.bench;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.shmjournal.cli.measure.ChildProcess;
import org.shmjournal.cli.measure.Round;
import org.shmjournal.cli.measure.Scratch;

/** One process sends a request and spins until the other's reply is there; then the next. */
final class RoundTripComparison extends Comparison
{
    private static final List<String> TIMES = List.of("p50", "p90", "p99", "p99.9", "max");
    private static final String FAULTS = "faults";
    private static final String PREEMPTED = "preempted";

    RoundTripComparison(final Settings settings, final Scratch scratch)
    {
        super(settings, scratch);
    }

    @Override
    String title()
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
    List<Column> columns()
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
    long bytesOnDisk(final Round round)
    {
        return 2 * Math.max(Kind.BARE.bytesOnDisk(settings(), round), Kind.JOURNAL.bytesOnDisk(settings(), round));
    }

    @Override
    Map<String, Double> measure(final Kind kind, final List<ChildProcess> crew, final int records)
    {
        final ChildProcess ping = crew.get(0);
        final ChildProcess pong = crew.get(1);
        final Round round = settings().round(records, scratch().directory(kind.toString()));
        ping.prepare(round);
        pong.prepare(round);
        ping.connect(round);
        pong.connect(round);
        pong.start();
        ping.start();
        final Map<String, Long> pinged = ping.result(round);
        final Map<String, Long> ponged = pong.result(round);
        ping.finish();
        pong.finish();
        Scratch.delete(round.place());

        final Map<String, Double> figures = new HashMap<>();
        TIMES.forEach(name -> figures.put(name, (double)pinged.get(name)));
        figures.put(FAULTS, sum(FAULTS, pinged, ponged));
        figures.put(PREEMPTED, sum(PREEMPTED, pinged, ponged));
        return figures;
    }
}
