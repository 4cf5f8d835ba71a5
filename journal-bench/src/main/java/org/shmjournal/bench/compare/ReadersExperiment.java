package org.shmjournal.bench.compare;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.shmjournal.cli.measure.ChildProcess;
import org.shmjournal.cli.measure.Round;
import org.shmjournal.cli.measure.Scratch;

/**
 * One process writes to a ring, one reader or several read along, each with a cursor that the writer waits for. The
 * writer has a processor for itself, and a round's records fit into the ring: so its time is that of writing, and not
 * that of waiting for readers who share the other processors. Beside it the same with the bare loop, which knows of no
 * reader: what the processors do to each other.
 */
public final class ReadersExperiment extends Trial
{
    private static final String WRITER = "writer";
    private static final String CPU = "writer cpu";
    private static final String READER = "slowest reader";
    private static final String PREEMPTED = "preempted";

    private final List<Integer> counts;
    private final boolean bare;
    private final Map<String, List<ChildProcess>> crews = new LinkedHashMap<>();

    /** One reader, and four. */
    public ReadersExperiment(final Settings settings)
    {
        this(settings, List.of(1, 4), true);
    }

    /**
     * With these settings.
     *
     * @param counts of readers.
     * @param bare   whether the bare loop is measured, too.
     */
    public ReadersExperiment(final Settings settings, final List<Integer> counts, final boolean bare)
    {
        super(settings);
        this.counts = counts;
        this.bare = bare;
    }

    @Override
    public String title()
    {
        return "readers: one process writes to a ring, others read along that it would wait for; ns a record";
    }

    @Override
    void describe(final Map<String, String> conditions)
    {
        conditions.put("idle strategy", "busy spin without onSpinWait");
        conditions.put("processors", "the writer's thread pinned to the first, those of readers to the others");
        conditions.put("channel", "a ring of " + settings().ring() + " slots of " +
            (settings().ringSegmentSize() >> 20) + " MiB, checksums off; the bare loop's file is as long as a round");
        conditions.put("records",
            records() + " of " + settings().payload() + " bytes a round, which fit into the ring");
    }

    private int records()
    {
        final long room = (long)(settings().ring() - 4) * settings().ringSegmentSize() / settings().recordLength();
        return (int)Math.min(settings().givenRecords() > 0 ? settings().givenRecords() : 10_000_000, room);
    }

    @Override
    public List<String> sides()
    {
        final List<String> sides = new ArrayList<>();
        counts.forEach(count -> sides.add(name(count)));
        if (bare)
        {
            counts.forEach(count -> sides.add(Kind.BARE + " " + name(count)));
        }
        return sides;
    }

    /** How a side with so many readers is called. */
    public static String name(final long count)
    {
        return count + (count == 1 ? " reader" : " readers");
    }

    @Override
    public List<Column> columns()
    {
        return List.of(Column.mean(WRITER), Column.mean(CPU), Column.mean(READER), Column.count(PREEMPTED));
    }

    @Override
    public void begin()
    {
        scratch().requireSpace((long)counts.size() * settings().ring() * settings().ringSegmentSize() + (2L << 30));
        for (final String side : sides())
        {
            final Kind kind = side.startsWith(Kind.BARE.toString()) ? Kind.BARE : Kind.JOURNAL;
            final int count = Integer.parseInt(side.replaceAll("\\D", ""));
            final List<ChildProcess> crew = new ArrayList<>();
            crews.put(side, crew);
            crew.add(Children.start(settings(), kind, RoleName.PINNED_WRITER));
            for (int i = 0; i < count; i++)
            {
                crew.add(Children.start(settings(), kind, RoleName.PINNED_READER));
            }
        }
    }

    @Override
    public Map<String, Double> measure(final String side, final boolean warmUp)
    {
        final List<ChildProcess> crew = crews.get(side);
        final ChildProcess writer = crew.get(0);
        final List<ChildProcess> readers = crew.subList(1, crew.size());
        final Round round = settings().round(records(), scratch().directory(side.replace(' ', '-')));
        writer.prepare(round);
        readers.forEach(reader -> reader.connect(round));
        readers.forEach(ChildProcess::start);
        writer.start();
        final Map<String, Long> written = writer.result();
        double slowest = 0;
        for (final ChildProcess reader : readers)
        {
            slowest = Math.max(slowest, (double)reader.result(round, settings().payload()).get("nanos") / records());
        }
        readers.forEach(ChildProcess::finish);
        writer.finish();
        if (side.startsWith(Kind.BARE.toString()))
        {
            Scratch.delete(round.place());
        }
        return Map.of(WRITER, (double)written.get("nanos") / records(), CPU, (double)written.get("cpu") / records(),
            READER, slowest, PREEMPTED, (double)written.get(PREEMPTED));
    }

    @Override
    public void close()
    {
        crews.values().forEach(crew -> crew.forEach(ChildProcess::close));
        super.close();
    }
}
