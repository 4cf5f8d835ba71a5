package org.shmjournal.bench.compare;

import java.util.List;
import java.util.Map;
import org.shmjournal.cli.measure.ChildProcess;
import org.shmjournal.cli.measure.Round;

/** What it takes to make, open and close channels, one and a hundred, on one conductor. */
public final class SetUpExperiment extends Trial
{
    private static final int SEGMENT = 1 << 20;
    private static final Map<String, Integer> CHANNELS = Map.of("1 channel", 1, "100 channels", 100);

    private ChildProcess child;

    /** With these settings. */
    public SetUpExperiment(final Settings settings)
    {
        super(settings);
    }

    @Override
    public String title()
    {
        return "set-up: microseconds a channel, its heap, and what the process takes while nobody writes";
    }

    @Override
    void describe(final Map<String, String> conditions)
    {
        conditions.put("channel",
            "segments of 1 MiB, all on one conductor with its driver; a writer and a reader each");
        conditions.put("heap", "in use after a collection, a channel's writer, a reader");
    }

    @Override
    public List<String> sides()
    {
        return List.of("1 channel", "100 channels");
    }

    @Override
    public List<Column> columns()
    {
        return List.of(Column.mean("create us"), Column.mean("reopen us"), Column.mean("open reader us"),
            Column.mean("first record us"), Column.mean("info us"), Column.mean("close us"),
            Column.mean("writer KiB"), Column.mean("reader KiB"), Column.mean("idle cpu %"));
    }

    @Override
    public void begin()
    {
        scratch().requireSpace(1L << 30);
        child = Children.start(settings(), Kind.JOURNAL, RoleName.SET_UP);
    }

    @Override
    public Map<String, Double> measure(final String side, final boolean warmUp)
    {
        child.prepare(new Round(CHANNELS.get(side), SEGMENT, scratch().directory(side.replace(' ', '-'))));
        child.start();
        final Map<String, Long> result = child.result();
        return Map.of("create us", result.get("create") / 1e3, "reopen us", result.get("reopen") / 1e3,
            "open reader us", result.get("open") / 1e3, "first record us", result.get("first") / 1e3, "info us",
            result.get("info") / 1e3, "close us", result.get("close") / 1e3, "writer KiB",
            result.get("writerHeap") / 1024.0, "reader KiB", result.get("readerHeap") / 1024.0, "idle cpu %",
            result.get("idle") / 1e3);
    }

    @Override
    public void close()
    {
        if (child != null)
        {
            child.close();
        }
        super.close();
    }
}
