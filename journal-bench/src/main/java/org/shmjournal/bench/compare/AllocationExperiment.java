package org.shmjournal.bench.compare;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.shmjournal.cli.measure.ChildProcess;
import org.shmjournal.cli.measure.Round;
import org.shmjournal.cli.measure.Scratch;

/** Counts the bytes that the thread allocates that writes or polls: all of them, for a hundred thousands of records. */
public final class AllocationExperiment extends Trial
{
    private static final Map<String, RoleName> ROLES = roles();
    private static final long RECORDS = 1_100_000;
    private static final int SEGMENT = 128 << 20;

    private final Map<String, ChildProcess> children = new LinkedHashMap<>();

    /** With these settings. */
    public AllocationExperiment(final Settings settings)
    {
        super(settings);
    }

    private static Map<String, RoleName> roles()
    {
        final Map<String, RoleName> roles = new LinkedHashMap<>();
        roles.put("write raw", RoleName.WRITING_RAW);
        roles.put("write text", RoleName.WRITING_TEXT);
        roles.put("poll", RoleName.POLLING);
        return roles;
    }

    @Override
    public String title()
    {
        return "allocation: bytes a record on the thread that writes, or polls by a RecordHandler";
    }

    @Override
    void describe(final Map<String, String> conditions)
    {
        conditions.put("counted", "by the JVM, over the last " + RECORDS / 11 + " of " + RECORDS + " records of " +
            settings().payload() + " bytes");
    }

    @Override
    public List<String> sides()
    {
        return List.copyOf(ROLES.keySet());
    }

    @Override
    public List<Column> columns()
    {
        return List.of(new Column("bytes", 4, false));
    }

    @Override
    public void begin()
    {
        scratch().requireSpace(1L << 28);
        ROLES.forEach((side, role) -> children.put(side, Children.start(settings(), Kind.JOURNAL, role)));
    }

    @Override
    public Map<String, Double> measure(final String side, final boolean warmUp)
    {
        final ChildProcess child = children.get(side);
        final Round round = new Round(RECORDS, SEGMENT, scratch().directory(side.replace(' ', '-')));
        child.prepare(round);
        child.start();
        final Map<String, Long> result = child.result();
        child.finish();
        Scratch.delete(round.place());
        return Map.of("bytes", (double)result.get("allocated") / result.get("operations"));
    }

    @Override
    public void close()
    {
        children.values().forEach(ChildProcess::close);
        super.close();
    }
}
