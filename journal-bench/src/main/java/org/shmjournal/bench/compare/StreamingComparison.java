package org.shmjournal.bench.compare;

import java.util.List;
import java.util.Map;
import org.shmjournal.cli.measure.ChildProcess;
import org.shmjournal.cli.measure.Round;
import org.shmjournal.cli.measure.Scratch;

/** One process writes, another reads along. */
public final class StreamingComparison extends Comparison
{
    private static final String READER = "reader";
    private static final String WRITER = "writer";
    private static final String FAULTS = "faults";
    private static final String PREEMPTED = "preempted";

    /** With these settings. */
    public StreamingComparison(final Settings settings)
    {
        super(settings);
    }

    @Override
    public String title()
    {
        return "streaming: one process writes, another reads along; ns a record, the reader's from the first to the " +
            "last that it saw";
    }

    @Override
    List<RoleName> roles()
    {
        return List.of(RoleName.WRITER, RoleName.READER);
    }

    @Override
    public List<Column> columns()
    {
        return List.of(Column.mean(READER), Column.mean(WRITER), Column.count(FAULTS), Column.count(PREEMPTED));
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
        final ChildProcess reader = crew.get(1);
        final Round round = round(records, kind);
        writer.prepare(round);
        reader.connect(round);
        reader.start();
        writer.start();
        final Map<String, Long> written = writer.result();
        final Map<String, Long> read = checked(reader, round);
        reader.finish();
        writer.finish();
        Scratch.delete(round.place());
        return Map.of(READER, perRecord(read, records), WRITER, perRecord(written, records),
            FAULTS, sum(FAULTS, written, read), PREEMPTED, sum(PREEMPTED, written, read));
    }
}
