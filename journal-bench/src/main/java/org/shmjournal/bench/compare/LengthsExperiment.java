package org.shmjournal.bench.compare;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.shmjournal.cli.measure.ChildProcess;
import org.shmjournal.cli.measure.Round;

/** Writing and reading records of different lengths. */
public final class LengthsExperiment extends Trial
{
    private static final int SEGMENT = 256 << 20;
    private static final long MOST_RECORDS = 2_000_000;

    private final Map<String, Integer> lengths;
    private final Map<String, ChildProcess> children = new LinkedHashMap<>();

    /** With these settings, and lengths by the names of their sides. */
    public LengthsExperiment(final Settings settings, final Map<String, Integer> lengths)
    {
        super(settings);
        this.lengths = new LinkedHashMap<>(lengths);
    }

    @Override
    public String title()
    {
        return "lengths: ns to write a record, and to read it by a handler that loads its last byte";
    }

    @Override
    void describe(final Map<String, String> conditions)
    {
        conditions.put("channel",
            "a single segment of " + (SEGMENT >> 20) + " MiB, touched before, durability process," +
                " checksums off; a direct buffer is copied to it by writeBytes");
        conditions.put("records", "as many as fill the segment, at most " + MOST_RECORDS);
    }

    @Override
    public List<String> sides()
    {
        return List.copyOf(lengths.keySet());
    }

    @Override
    public List<Column> columns()
    {
        return List.of(Column.mean("write ns"), Column.mean("read ns"), Column.mean("write GB/s"));
    }

    @Override
    public void begin()
    {
        scratch().requireSpace(2L * SEGMENT);
        lengths.forEach((side, length) -> children.put(side,
            Children.start(settings().with("--length", Integer.toString(length)), Kind.JOURNAL, RoleName.LENGTH)));
    }

    @Override
    public Map<String, Double> measure(final String side, final boolean warmUp)
    {
        final int length = lengths.get(side);
        final long records = Math.min(MOST_RECORDS, (SEGMENT - (1 << 10)) / (8 + (length + 7 & -8)));
        final ChildProcess child = children.get(side);
        child.prepare(new Round(records, SEGMENT, scratch().directory(side.replace(' ', '-'))));
        child.start();
        final Map<String, Long> result = child.result();
        final double write = (double)result.get("written") / records;
        return Map.of("write ns", write, "read ns", (double)result.get("read") / records, "write GB/s",
            length / write);
    }

    @Override
    public void close()
    {
        children.values().forEach(ChildProcess::close);
        super.close();
    }
}
