package org.shmjournal.bench.compare;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.shmjournal.cli.measure.ChildProcess;
import org.shmjournal.cli.measure.Round;
import org.shmjournal.cli.measure.Scratch;

/** Several threads of one process that write to one channel; another process reads it afterwards, and checks all. */
public final class ThreadsExperiment extends Trial
{
    private static final String WRITERS = "writers";
    private static final String PREEMPTED = "preempted";
    private static final int RECORDS = 4_000_000;

    private final Map<String, Integer> threads;
    private final Map<String, ChildProcess> writers = new LinkedHashMap<>();
    private final Map<String, ChildProcess> readers = new LinkedHashMap<>();

    /** With these settings, and numbers of threads by the names of their sides. */
    public ThreadsExperiment(final Settings settings, final Map<String, Integer> threads)
    {
        super(settings);
        this.threads = new LinkedHashMap<>(threads);
    }

    @Override
    public String title()
    {
        return "threads: several of one process write to one channel; ns a record of all together";
    }

    @Override
    void describe(final Map<String, String> conditions)
    {
        conditions.put("channel", "a single segment, durability process, checksums off; writeBytes of a" +
            " ConcurrentShmWriter");
        conditions.put("records", RECORDS + " of " + settings().payload() + " bytes a round, of all threads together");
    }

    @Override
    public List<String> sides()
    {
        return List.copyOf(threads.keySet());
    }

    @Override
    public List<Column> columns()
    {
        return List.of(Column.mean(WRITERS), Column.count(PREEMPTED));
    }

    @Override
    public void begin()
    {
        scratch().requireSpace(1L << 30);
        threads.forEach((side, count) -> {
            final Settings counted = settings().with("--threads", Integer.toString(count));
            writers.put(side, Children.start(counted, Kind.JOURNAL, RoleName.WRITERS));
            readers.put(side, Children.start(counted, Kind.JOURNAL, RoleName.READER));
        });
    }

    @Override
    public Map<String, Double> measure(final String side, final boolean warmUp)
    {
        final ChildProcess writer = writers.get(side);
        final ChildProcess reader = readers.get(side);
        final Round round = settings().round(RECORDS, scratch().directory(side.replace(' ', '-')));
        writer.prepare(round);
        writer.start();
        final Map<String, Long> written = writer.result();
        reader.connect(round);
        reader.start();
        reader.result(round, settings().payload());
        reader.finish();
        writer.finish();
        Scratch.delete(round.place());
        return Map.of(WRITERS, (double)written.get("nanos") / RECORDS, PREEMPTED, (double)written.get(PREEMPTED));
    }

    @Override
    public void close()
    {
        writers.values().forEach(ChildProcess::close);
        readers.values().forEach(ChildProcess::close);
        super.close();
    }
}
