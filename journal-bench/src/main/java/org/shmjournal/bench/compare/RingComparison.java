package org.shmjournal.bench.compare;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.shmjournal.cli.measure.ChildProcess;
import org.shmjournal.cli.measure.Round;
import org.shmjournal.cli.measure.Scratch;

/**
 * One process writes to a ring, others read along, each with a cursor that the writer waits for; one ring for all
 * rounds. Beside it the bare loop, over a file as long as a round, and Aeron IPC, one publication for all rounds.
 */
public final class RingComparison extends Comparison
{
    private static final String READER = "reader";
    private static final String WRITER = "writer";
    private static final String CPU = "writer cpu";
    private static final String FAULTS = "faults";
    private static final String PREEMPTED = "preempted";

    private CProgram c;

    /** With these settings. */
    public RingComparison(final Settings settings)
    {
        super(settings);
    }

    @Override
    void prepare()
    {
        if (kinds().contains(Kind.C))
        {
            c = CProgram.compile(CProgram.STREAM, scratch().path(), settings().timeoutSeconds());
        }
    }

    @Override
    public String title()
    {
        return "ring: one process writes, " + settings().readers() + " read along, which the writer waits for; ns a " +
            "record, that of the slowest reader from the first to the last";
    }

    @Override
    List<Kind> kinds()
    {
        return settings().c() && CProgram.isCompilerThere() ? List.of(Kind.C, Kind.BARE, Kind.JOURNAL, Kind.AERON) :
            List.of(Kind.BARE, Kind.JOURNAL, Kind.AERON);
    }

    @Override
    List<RoleName> roles()
    {
        final List<RoleName> roles = new ArrayList<>(List.of(RoleName.RING_WRITER));
        for (int i = 0; i < settings().readers(); i++)
        {
            roles.add(RoleName.RING_READER);
        }
        return roles;
    }

    @Override
    public List<Column> columns()
    {
        return List.of(Column.mean(READER), Column.mean(WRITER), Column.mean(CPU), Column.count(FAULTS),
            Column.count(PREEMPTED));
    }

    @Override
    int records()
    {
        return settings().records();
    }

    /** As many as measured: after some rounds the ring has gone round, and every page of it was touched. */
    @Override
    int warmUpRecords()
    {
        return records();
    }

    @Override
    long bytesOnDisk(final Round round)
    {
        final long ring = (long)settings().ring() * (settings().ringSegmentSize() + (1 << 20));
        return Kind.BARE.bytesOnDisk(settings(), round) + ring + (1L << 30);
    }

    @Override
    String describe(final Round round)
    {
        return "a ring of " + settings().ring() + " slots of " + (settings().ringSegmentSize() >> 10) + " KiB";
    }

    @Override
    Map<String, Double> measure(final Kind kind, final List<ChildProcess> crew, final int records)
    {
        if (kind == Kind.C)
        {
            return c.run(scratch().path().resolve("c"), records, settings().payload()).figures(columns());
        }
        final ChildProcess writer = crew.get(0);
        final List<ChildProcess> readers = crew.subList(1, crew.size());
        final Round round = round(records, kind);
        writer.prepare(round);
        readers.forEach(reader -> reader.connect(round));
        readers.forEach(ChildProcess::start);
        writer.start();
        final Map<String, Long> written = writer.result();
        final Map<String, Double> result = new HashMap<>();
        result.put(READER, 0.0);
        result.put(FAULTS, (double)written.get(FAULTS));
        result.put(PREEMPTED, (double)written.get(PREEMPTED));
        result.put(WRITER, perRecord(written, records));
        result.put(CPU, (double)written.get("cpu") / records);
        for (final ChildProcess reader : readers)
        {
            final Map<String, Long> read = checked(reader, round);
            result.merge(READER, perRecord(read, records), Math::max);
            result.merge(FAULTS, (double)read.get(FAULTS), Double::sum);
            result.merge(PREEMPTED, (double)read.get(PREEMPTED), Double::sum);
            reader.finish();
        }
        writer.finish();
        if (!kind.lasts())
        {
            Scratch.delete(round.place());
        }
        return result;
    }
}
