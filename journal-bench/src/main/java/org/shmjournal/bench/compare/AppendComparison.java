package org.shmjournal.bench.compare;

import java.util.List;
import java.util.Map;
import org.shmjournal.cli.measure.ChildProcess;
import org.shmjournal.cli.measure.Round;
import org.shmjournal.cli.measure.Scratch;

/** One process writes, nobody reads. */
public final class AppendComparison extends Comparison
{
    private static final String WRITER = "writer";
    private static final String FAULTS = "faults";
    private static final String PREEMPTED = "preempted";

    /** With these settings. */
    public AppendComparison(final Settings settings)
    {
        super(settings);
    }

    @Override
    public String title()
    {
        return "append: one process writes, nobody reads; ns a record";
    }

    @Override
    List<RoleName> roles()
    {
        return List.of(RoleName.WRITER);
    }

    @Override
    public List<Column> columns()
    {
        return List.of(Column.mean(WRITER), Column.count(FAULTS), Column.count(PREEMPTED));
    }

    @Override
    int records()
    {
        return settings().records();
    }

    @Override
    long bytesOnDisk(final Round round)
    {
        return Math.max(Kind.BARE.bytesOnDisk(settings(), round), Kind.JOURNAL.bytesOnDisk(settings(), round));
    }

    @Override
    Map<String, Double> measure(final Kind kind, final List<ChildProcess> crew, final int records)
    {
        final ChildProcess writer = crew.get(0);
        final Round round = round(records, kind);
        writer.prepare(round);
        writer.start();
        final Map<String, Long> written = writer.result();
        writer.finish();
        Scratch.delete(round.place());
        return Map.of(WRITER, perRecord(written, records), FAULTS, (double)written.get(FAULTS),
            PREEMPTED, (double)written.get(PREEMPTED));
    }
}
