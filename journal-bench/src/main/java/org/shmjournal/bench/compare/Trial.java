package org.shmjournal.bench.compare;

import java.util.LinkedHashMap;
import java.util.Map;
import org.shmjournal.cli.measure.Environment;
import org.shmjournal.cli.measure.Scratch;

/** An experiment of channels alone, with nothing beside them but other channels. */
abstract class Trial implements Experiment
{
    private final Settings settings;
    private final Scratch scratch;

    Trial(final Settings settings)
    {
        this.settings = settings;
        this.scratch = new Scratch(settings.dir());
    }

    /** What else the figures depend on. */
    abstract void describe(Map<String, String> conditions);

    @Override
    public final Map<String, String> conditions()
    {
        final Map<String, String> conditions = new LinkedHashMap<>();
        conditions.put("file system", Environment.fileSystem(settings.dir()));
        conditions.put("JDK", settings.java().toString() + ", version " + settings.javaVersion());
        conditions.put("machine", Environment.kernel() + ", " + Environment.cpu());
        describe(conditions);
        return conditions;
    }

    @Override
    public int warmUpRounds()
    {
        return settings.warmUpRounds();
    }

    @Override
    public final int rounds()
    {
        return settings.rounds();
    }

    final Settings settings()
    {
        return settings;
    }

    final Scratch scratch()
    {
        return scratch;
    }

    @Override
    public void close()
    {
        scratch.close();
    }
}
