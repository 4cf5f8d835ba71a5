package org.shmjournal.cli.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.HdrHistogram.Histogram;
import org.shmjournal.cli.measure.ChildProcess;
import org.shmjournal.cli.measure.Latencies;
import org.shmjournal.cli.measure.PacedWriterRole;
import org.shmjournal.cli.measure.Round;
import org.shmjournal.cli.measure.Scratch;

/** One process writes, others read along and check; over and over in the same processes. */
final class BenchRun
{
    private final ChannelOptions options;
    private final BenchPlan plan;
    private final Scratch scratch;
    private final Histogram writes = Latencies.none();
    private final List<BenchRound> rounds = new ArrayList<>();

    BenchRun(final ChannelOptions options, final BenchPlan plan, final Scratch scratch)
    {
        this.options = options;
        this.plan = plan;
        this.scratch = scratch;
    }

    /** How many bytes of the file system are in use at the same time, at most. */
    static long bytesOnDisk(final ChannelOptions options, final BenchPlan plan)
    {
        return options.bytesOnDisk(Math.max(plan.records(), plan.warmUpRecords(options)));
    }

    /**
     * Runs all rounds.
     *
     * @param onBegin is told the conditions when all processes are there.
     * @param onRound is told each round's name and figures.
     */
    BenchResult run(
        final int timeoutSeconds,
        final Consumer<Conditions> onBegin,
        final BiConsumer<String, BenchRound> onRound)
    {
        try (Crew crew = new Crew(options, scratch.path(), timeoutSeconds))
        {
            try
            {
                return run(crew, onBegin, onRound);
            }
            catch (final RuntimeException failure)
            {
                throw crew.reason(failure);
            }
        }
    }

    private BenchResult run(
        final Crew crew, final Consumer<Conditions> onBegin, final BiConsumer<String, BenchRound> onRound)
    {
        final ChildProcess writer = crew.start(plan.rate() == 0 ? Part.WRITER : Part.PACED_WRITER);
        final List<ChildProcess> readers = new ArrayList<>();
        for (int i = 0; i < plan.readers(); i++)
        {
            readers.add(crew.start(Part.READER));
        }
        final Conditions conditions =
            new Conditions(options, options.segmentSizeFor(plan.records()), scratch.path().getParent(), writer.jvm());
        onBegin.accept(conditions);
        for (int i = 0; i < plan.warmUpRounds(); i++)
        {
            onRound.accept("warm-up",
                measure(writer, readers, round(plan.warmUpRecords(options), plan.warmUpRate(options))));
        }
        for (int i = 1; i <= plan.rounds(); i++)
        {
            final BenchRound round = measure(writer, readers, round(plan.records(), plan.rate()));
            if (plan.rate() != 0)
            {
                writes.add(Latencies.decode(writer.text(PacedWriterRole.RESPONSE)));
            }
            rounds.add(round);
            onRound.accept(Integer.toString(i), round);
        }
        return new BenchResult(plan, conditions, List.copyOf(rounds), writes);
    }

    private Round round(final long records, final long rate)
    {
        return new Round(records, options.segmentSizeFor(records), rate, scratch.directory("channels"));
    }

    private BenchRound measure(final ChildProcess writer, final List<ChildProcess> readers, final Round round)
    {
        writer.prepare(round);
        readers.forEach(reader -> reader.connect(round));
        readers.forEach(ChildProcess::start);
        writer.start();
        final Map<String, Long> written = writer.result();
        final List<Map<String, Long>> read = new ArrayList<>();
        readers.forEach(reader -> read.add(reader.result(round, options.payload())));
        readers.forEach(ChildProcess::finish);
        writer.finish();
        if (!options.isRing())
        {
            Scratch.delete(round.place());
        }
        return BenchRound.of(round.records(), options.payload(), written, read);
    }
}
