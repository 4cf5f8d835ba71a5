package org.shmjournal.bench.compare;

import java.util.List;
import java.util.Map;
import org.shmjournal.cli.measure.ChildProcess;
import org.shmjournal.cli.measure.Round;
import org.shmjournal.cli.measure.Scratch;

/**
 * One process appends 2 GiB to what keeps everything, each side with its default settings; then another process reads
 * and checks all of it. Aeron Archive is done when all is recorded; its driver's buffers are in memory. Beside them
 * plain writes to files that are forced as a channel's segments are: what the disk takes.
 */
public final class KeepComparison extends Comparison
{
    private static final String WRITER = "writer";
    private static final String READER = "reader";
    private static final String PREEMPTED = "preempted";
    private static final long BYTES = 2L << 30;

    private final Scratch memory;

    /** With these settings. */
    public KeepComparison(final Settings settings)
    {
        this(settings, new Scratch(Scratch.defaultDirectory()));
    }

    private KeepComparison(final Settings settings, final Scratch memory)
    {
        super(settings.with("--memory", memory.path().toString(), "--rolling"));
        this.memory = memory;
    }

    @Override
    public String title()
    {
        return "keep: one process appends " + (BYTES >> 30) + " GiB of records, all kept; then another reads them; ns" +
            " a record";
    }

    @Override
    List<Kind> kinds()
    {
        return List.of(Kind.DISK, Kind.CHRONICLE, Kind.ARCHIVE, Kind.JOURNAL);
    }

    @Override
    List<RoleName> roles()
    {
        return List.of(RoleName.WRITER, RoleName.READER);
    }

    @Override
    public List<Column> columns()
    {
        return List.of(Column.mean(WRITER), Column.mean(READER), Column.count(PREEMPTED));
    }

    @Override
    int records()
    {
        return settings().givenRecords() > 0 ? settings().givenRecords() :
            (int)(BYTES / settings().recordLength());
    }

    @Override
    Round round(final long records, final Kind kind)
    {
        return new Round(records, settings().rollingSegmentSize(), scratch().directory(kind.toString()));
    }

    @Override
    public int warmUpRounds()
    {
        return Math.min(1, settings().warmUpRounds());
    }

    @Override
    long bytesOnDisk(final Round round)
    {
        return kinds().stream().mapToLong(kind -> kind.bytesOnDisk(settings(), round)).max().orElseThrow();
    }

    @Override
    Map<String, Double> measure(final Kind kind, final List<ChildProcess> crew, final int records)
    {
        final ChildProcess writer = crew.get(0);
        final ChildProcess reader = crew.get(1);
        final Round round = round(records, kind);
        writer.prepare(round);
        writer.start();
        final Map<String, Long> written = writer.result();
        final double read = kind == Kind.DISK ? Double.NaN : read(reader, round);
        writer.finish();
        Scratch.delete(round.place());
        return Map.of(WRITER, perRecord(written, records), READER, read, PREEMPTED, (double)written.get(PREEMPTED));
    }

    private double read(final ChildProcess reader, final Round round)
    {
        reader.connect(round);
        reader.start();
        final double read = perRecord(checked(reader, round), round.records());
        reader.finish();
        return read;
    }

    @Override
    void closeMore()
    {
        memory.close();
    }
}
