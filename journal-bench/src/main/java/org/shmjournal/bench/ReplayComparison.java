package org.shmjournal.bench;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.shmjournal.cli.measure.ChildProcess;
import org.shmjournal.cli.measure.Round;
import org.shmjournal.cli.measure.Scratch;
import org.shmjournal.cli.measure.WriterRole;
import org.shmjournal.cli.measure.loop.Appender;

/**
 * One process reads what was written before, all of it in memory. It was written by the parent, once, so that the
 * readers have never run a writer's code. Rounds seek to the start of what stays mapped, unless everything is to be
 * mapped anew; in the first round to warm up, pages are found.
 */
final class ReplayComparison extends Comparison
{
    private static final String READER = "reader";
    private static final String FAULTS = "faults";
    private static final String PREEMPTED = "preempted";

    private final Map<Kind, Round> written = new EnumMap<>(Kind.class);

    ReplayComparison(final Settings settings, final Scratch scratch)
    {
        super(settings, scratch);
    }

    @Override
    String title()
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
    List<Column> columns()
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
    int warmupRecords()
    {
        return records();
    }

    @Override
    long bytesOnDisk(final Round round)
    {
        return Kind.BARE.bytesOnDisk(settings(), round) + Kind.JOURNAL.bytesOnDisk(settings(), round);
    }

    @Override
    void prepare()
    {
        for (final Kind kind : List.of(Kind.BARE, Kind.JOURNAL))
        {
            final Round round = settings().round(records(), scratch().directory(kind.toString()));
            written.put(kind, round);
            try (Appender appender = kind.appender(settings(), round, WriterRole.STREAM))
            {
                appender.appendAll(records());
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
        final Map<String, Long> read = reader.result(round);
        if (settings().remap())
        {
            reader.finish();
        }
        return Map.of(READER, perRecord(read, records), FAULTS, (double)read.get(FAULTS),
            PREEMPTED, (double)read.get(PREEMPTED));
    }
}
