package org.shmjournal.bench.compare;

import java.util.List;
import java.util.Map;
import org.shmjournal.cli.measure.ChildProcess;
import org.shmjournal.cli.measure.Round;
import org.shmjournal.cli.measure.Scratch;

/** Threads of one process write, another process reads along; the peer is Aeron's concurrent publication. */
public final class ManyWritersComparison extends Comparison
{
    private static final String READER = "reader";
    private static final String WRITERS = "writers";
    private static final String PREEMPTED = "preempted";

    /** With these settings. */
    public ManyWritersComparison(final Settings settings)
    {
        super(settings);
    }

    @Override
    public String title()
    {
        return "many writers: " + settings().threads() + " threads of one process write, another process reads " +
            "along; ns a record of all threads, the reader's from the first to the last that it saw";
    }

    @Override
    List<Kind> kinds()
    {
        return List.of(Kind.AERON, Kind.JOURNAL);
    }

    @Override
    String comparedWith()
    {
        return "Aeron, a concurrent publication over IPC that claims each record, its driver in the writers' " +
            "process; a writer spins when the reader holds it back";
    }

    @Override
    String writtenBy()
    {
        return "writeBytes of a ConcurrentShmWriter";
    }

    @Override
    List<RoleName> roles()
    {
        return List.of(RoleName.WRITERS, RoleName.READER);
    }

    @Override
    public List<Column> columns()
    {
        return List.of(Column.mean(READER), Column.mean(WRITERS), Column.count(PREEMPTED));
    }

    @Override
    int records()
    {
        return settings().records();
    }

    @Override
    long bytesOnDisk(final Round round)
    {
        return Kind.AERON.bytesOnDisk(settings(), round) + Kind.JOURNAL.bytesOnDisk(settings(), round);
    }

    @Override
    Map<String, Double> measure(final Kind kind, final List<ChildProcess> crew, final int records)
    {
        final ChildProcess writers = crew.get(0);
        final ChildProcess reader = crew.get(1);
        final Round round = round(records, kind);
        writers.prepare(round);
        reader.connect(round);
        reader.start();
        writers.start();
        final Map<String, Long> written = writers.result();
        final Map<String, Long> read = checked(reader, round);
        reader.finish();
        writers.finish();
        Scratch.delete(round.place());
        return Map.of(READER, perRecord(read, records), WRITERS, perRecord(written, records),
            PREEMPTED, sum(PREEMPTED, written, read));
    }
}
