package org.shmjournal.bench.compare;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.shmjournal.cli.measure.ChildProcess;
import org.shmjournal.cli.measure.Round;

/**
 * Seeks to random records of a channel of 100 segments, all of it in memory, by sequence and by time. Beside it a loop
 * that maps one of 100 such files, looks at two of its pages, and unmaps it.
 */
public final class SeekExperiment extends Trial
{
    private static final String BY_SEQUENCE = "by sequence";
    private static final String BY_TIME = "by time";
    private static final String MAP_ALONE = "map alone";
    private static final int SEGMENT = 1 << 20;
    private static final long SEEKS = 20_000;

    private final Map<String, ChildProcess> children = new HashMap<>();

    /** With these settings. */
    public SeekExperiment(final Settings settings)
    {
        super(settings);
    }

    @Override
    public String title()
    {
        return "seek: microseconds to go to a random record of a channel of 100 segments, which is then checked";
    }

    @Override
    void describe(final Map<String, String> conditions)
    {
        conditions.put("channel", "100 segments of 1 MiB, records of 32 bytes with timestamps, checksums off");
        conditions.put("map alone", "opens and maps one of 100 files as long, loads a byte of its first page and of" +
            " another, unmaps it");
        conditions.put("seeks", SEEKS + " a round; each opens and maps the segment that it goes to");
    }

    @Override
    public List<String> sides()
    {
        return List.of(MAP_ALONE, BY_SEQUENCE, BY_TIME);
    }

    @Override
    public List<Column> columns()
    {
        return List.of(Column.mean("mean us"), Column.mean("p50 us"), Column.mean("p99 us"));
    }

    @Override
    public void begin()
    {
        scratch().requireSpace(3L << 27);
        children.put(MAP_ALONE, Children.start(settings(), Kind.EMPTY, RoleName.MAPPING));
        children.put(BY_SEQUENCE, Children.start(settings(), Kind.JOURNAL, RoleName.SEEKING_SEQUENCES));
        children.put(BY_TIME, Children.start(settings(), Kind.JOURNAL, RoleName.SEEKING_TIMES));
    }

    @Override
    public Map<String, Double> measure(final String side, final boolean warmUp)
    {
        final ChildProcess child = children.get(side);
        child.prepare(new Round(SEEKS, SEGMENT, scratch().directory(side.replace(' ', '-'))));
        child.start();
        final Map<String, Long> result = child.result();
        return Map.of("mean us", result.get("mean") / 1e3, "p50 us", result.get("p50") / 1e3, "p99 us",
            result.get("p99") / 1e3);
    }

    @Override
    public void close()
    {
        children.values().forEach(ChildProcess::close);
        super.close();
    }
}
