package org.shmjournal.bench.compare;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.shmjournal.cli.measure.ChildProcess;
import org.shmjournal.cli.measure.Round;

/** Everything that is done with a channel, for channels of different numbers of segments. */
public final class ChannelsExperiment extends Trial
{
    private final int segmentSize;
    private final Map<String, Long> segments;
    private final Map<String, ChildProcess> children = new LinkedHashMap<>();

    /**
     * With these settings.
     *
     * @param segmentSize of all channels.
     * @param segments    how many each has, by the name of its side.
     */
    public ChannelsExperiment(final Settings settings, final int segmentSize, final Map<String, Long> segments)
    {
        super(settings);
        this.segmentSize = segmentSize;
        this.segments = new LinkedHashMap<>(segments);
    }

    @Override
    public String title()
    {
        return "channels of different sizes: opening to write, and to read a first record, info, seek, ns a record";
    }

    @Override
    void describe(final Map<String, String> conditions)
    {
        conditions.put("channel", "segments of " + (segmentSize >> 20) + " MiB, records of 32 bytes, durability" +
            " process, checksums off; closed cleanly before it is opened");
        conditions.put("each round",
            "median of 21 openings; 1 000 000 records appended at the end, rolls included; at" +
                " most 10 000 000 replayed from the start, the second time; 500 seeks");
    }

    @Override
    public List<String> sides()
    {
        return List.copyOf(segments.keySet());
    }

    @Override
    public List<Column> columns()
    {
        return List.of(Column.mean("open writer ms"), Column.mean("open reader us"), Column.mean("info us"),
            Column.mean("seek us"), Column.mean("append ns"), Column.mean("replay ns"));
    }

    @Override
    public int warmUpRounds()
    {
        return Math.min(1, settings().warmUpRounds());
    }

    @Override
    public void begin()
    {
        scratch().requireSpace(segments.values().stream().mapToLong(count -> count * segmentSize).sum() + (8L << 30));
        for (final String side : sides())
        {
            children.put(side, Children.start(settings().with("--timeout", "3000"), Kind.JOURNAL, RoleName.CHANNEL));
        }
    }

    @Override
    public Map<String, Double> measure(final String side, final boolean warmUp)
    {
        final ChildProcess child = children.get(side);
        child.prepare(new Round(ChannelRole.recordsOf(segments.get(side) * segmentSize), segmentSize,
            scratch().directory(side.replace(' ', '-'))));
        child.start();
        final Map<String, Long> result = child.result();
        return Map.of("open writer ms", result.get("openWriter") / 1e6, "open reader us",
            result.get("openReader") / 1e3, "info us", result.get("info") / 1e3, "seek us", result.get("seek") / 1e3,
            "append ns", (double)result.get("appended") / result.get("append"), "replay ns",
            (double)result.get("replayed") / result.get("replay"));
    }

    @Override
    public void close()
    {
        children.values().forEach(ChildProcess::close);
        super.close();
    }
}
