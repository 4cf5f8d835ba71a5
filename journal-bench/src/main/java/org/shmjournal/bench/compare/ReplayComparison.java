package org.shmjournal.bench.compare;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.shmjournal.cli.measure.ChildProcess;
import org.shmjournal.cli.measure.Round;

/**
 * One process reads what was written before, all of it in memory. It was written by another process, once, so that the
 * readers have never run a writer's code. Rounds seek to the start of what stays mapped, unless everything is to be
 * mapped anew; in the first round to warm up, pages are found.
 */
public final class ReplayComparison extends Comparison
{
    private static final String READER = "reader";
    private static final String FAULTS = "faults";
    private static final String PREEMPTED = "preempted";

    private final Map<Kind, Round> written = new EnumMap<>(Kind.class);

    /** With these settings. */
    public ReplayComparison(final Settings settings)
    {
        super(settings);
    }

    @Override
    public String title()
    {
        return "replay: one process reads what is there, " +
            (settings().remap() ? "mapped anew in each round" : "mapped once") + "; ns a record";
    }

    @Override
    List<RoleName> roles()
    {
        return List.of(RoleName.READER);
    }

    @Override
    public List<Column> columns()
    {
        return List.of(Column.mean(READER), Column.count(FAULTS), Column.count(PREEMPTED));
    }

    @Override
    int records()
    {
        return settings().records();
    }

    /** There is one stream for all rounds. */
    @Override
    int warmUpRecords()
    {
        return records();
    }

    @Override
    List<Kind> kinds()
    {
        return settings().peers() ? List.of(Kind.BARE, Kind.CHRONICLE, Kind.JOURNAL) : super.kinds();
    }

    @Override
    long bytesOnDisk(final Round round)
    {
        return kinds().stream().mapToLong(kind -> kind.bytesOnDisk(settings(), round)).sum();
    }

    @Override
    void prepare()
    {
        for (final Kind kind : kinds())
        {
            final Round round = round(records(), kind);
            written.put(kind, round);
            try (ChildProcess writer = Children.start(settings(), kind, RoleName.WRITER))
            {
                writer.prepare(round);
                writer.start();
                writer.result();
                writer.finish();
            }
        }
    }

    @Override
    Map<String, Double> measure(final Kind kind, final List<ChildProcess> crew, final int records)
    {
        final ChildProcess reader = crew.get(0);
        final Round round = written.get(kind);
        reader.connect(round);
        reader.start();
        final Map<String, Long> read = checked(reader, round);
        if (settings().remap())
        {
            reader.finish();
        }
        return Map.of(READER, perRecord(read, records), FAULTS, (double)read.get(FAULTS),
            PREEMPTED, (double)read.get(PREEMPTED));
    }
}
