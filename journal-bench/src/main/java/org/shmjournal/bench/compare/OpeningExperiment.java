package org.shmjournal.bench.compare;

import java.util.List;
import java.util.Map;
import org.shmjournal.cli.measure.ChildProcess;
import org.shmjournal.cli.measure.Round;

/**
 * Opens channels to write whose owner was killed: of 64 MiB and of 8 GiB. Each opening is one in a new process, which
 * writes on and is killed in turn.
 */
public final class OpeningExperiment extends Trial
{
    private static final String SMALL = "64 MiB";
    private static final String LARGE = "8 GiB";
    private static final int SEGMENT = 64 << 20;
    /** Bytes that a record of the role takes. */
    private static final int RECORD = 1024 + 8;
    /** That each opening writes before it is killed: not a whole number of strides. */
    private static final long RECORDS = 700;

    /** With these settings. */
    public OpeningExperiment(final Settings settings)
    {
        super(settings);
    }

    @Override
    public String title()
    {
        return "opening to write after kill -9; milliseconds of it and of the first record, and bytes walked";
    }

    @Override
    void describe(final Map<String, String> conditions)
    {
        conditions.put("channel", "segments of 64 MiB, records of 1 KiB, durability process, checksums off");
        conditions.put("each opening", "in a new process that has opened 200 small channels before; it writes " +
            RECORDS + " records, and is killed -9");
    }

    @Override
    public List<String> sides()
    {
        return List.of(SMALL, LARGE);
    }

    @Override
    public List<Column> columns()
    {
        return List.of(Column.mean("ms"), Column.mean("first record us"), Column.count("walked"));
    }

    /** Fills both, by an owner that is killed. */
    @Override
    public void begin()
    {
        scratch().requireSpace(9L << 30);
        open(SMALL, (SEGMENT - (1 << 20)) / RECORD - RECORDS * (rounds() + warmUpRounds()));
        open(LARGE, (8L << 30) / RECORD);
    }

    @Override
    public Map<String, Double> measure(final String side, final boolean warmUp)
    {
        final Map<String, Long> opened = open(side, RECORDS);
        return Map.of("ms", opened.get("nanos") / 1e6, "first record us", opened.get("first") / 1e3, "walked",
            (double)opened.get("walked"));
    }

    private Map<String, Long> open(final String side, final long records)
    {
        final Round round = new Round(records, SEGMENT, scratch().directory(side.replace(" ", "")));
        // Closed is killed -9
        try (ChildProcess owner = Children.start(settings(), Kind.JOURNAL, RoleName.OPENING))
        {
            owner.prepare(round);
            owner.start();
            return owner.result();
        }
    }
}
