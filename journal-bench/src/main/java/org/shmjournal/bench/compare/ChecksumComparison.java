package org.shmjournal.bench.compare;

import java.util.List;
import java.util.Map;
import org.shmjournal.cli.measure.ChildProcess;
import org.shmjournal.cli.measure.Round;
import org.shmjournal.cli.measure.Scratch;

/**
 * One process appends, without checksums and with them; beside it CRC32C of the same bytes, and nothing else, and the
 * bare loop without and with it.
 */
public final class ChecksumComparison extends Comparison
{
    private static final String WRITER = "writer";
    private static final String PREEMPTED = "preempted";
    /** Of payloads in a round: as much as is soon written again and again. */
    private static final int BYTES = 256 << 20;

    /** With these settings. */
    public ChecksumComparison(final Settings settings)
    {
        super(settings);
    }

    @Override
    public String title()
    {
        return "checksums: one process appends, nobody reads; ns a record";
    }

    @Override
    List<Kind> kinds()
    {
        return List.of(Kind.CRC32C, Kind.CHECKED, Kind.JOURNAL, Kind.CHECKED_BARE, Kind.BARE);
    }

    @Override
    List<RoleName> roles()
    {
        return List.of(RoleName.WRITER);
    }

    @Override
    public List<Column> columns()
    {
        return List.of(Column.mean(WRITER), Column.count(PREEMPTED));
    }

    @Override
    int records()
    {
        return settings().givenRecords() > 0 ? settings().givenRecords() :
            Math.min(5_000_000, BYTES / settings().payload());
    }

    @Override
    long bytesOnDisk(final Round round)
    {
        return Kind.JOURNAL.bytesOnDisk(settings(), round);
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
        return Map.of(WRITER, perRecord(written, records), PREEMPTED, (double)written.get(PREEMPTED));
    }
}
