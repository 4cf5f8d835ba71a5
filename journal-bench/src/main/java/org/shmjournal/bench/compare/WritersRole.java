package org.shmjournal.bench.compare;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.shmjournal.bench.loop.SharedStream;
import org.shmjournal.cli.measure.Role;
import org.shmjournal.cli.measure.Round;
import org.shmjournal.cli.measure.ThreadCounters;
import org.shmjournal.cli.measure.WriterRole;
import org.shmjournal.cli.measure.loop.Appender;

/** Writes a round's records as fast as several threads can, each its share of them. */
final class WritersRole implements Role
{
    private final Settings settings;
    private final Kind kind;
    private final ExecutorService threads;
    private Round round;
    private SharedStream stream;

    WritersRole(final Settings settings, final Kind kind)
    {
        this.settings = settings;
        this.kind = kind;
        // The same ones for all rounds
        this.threads = Executors.newFixedThreadPool(settings.threads(), task -> {
            final Thread thread = new Thread(task, "writer");
            thread.setDaemon(true);
            return thread;
        });
    }

    @Override
    public void prepare(final Round next)
    {
        round = next;
        stream = kind.sharedStream(settings, next, WriterRole.STREAM);
    }

    @Override
    public void connect(final Round next)
    {
        throw new UnsupportedOperationException("writers read nothing");
    }

    @Override
    public Map<String, Long> run(final Runnable started)
    {
        final List<Future<ThreadCounters>> running = new ArrayList<>();
        final int count = settings.threads();
        started.run();
        final long start = System.nanoTime();
        for (int i = 0; i < count; i++)
        {
            final long from = round.records() * i / count;
            final long to = round.records() * (i + 1) / count;
            running.add(threads.submit(() -> append(from, to)));
        }
        long preempted = 0;
        for (final Future<ThreadCounters> one : running)
        {
            preempted += result(one).preemptions();
        }
        return Map.of("nanos", System.nanoTime() - start, "preempted", preempted);
    }

    private ThreadCounters append(final long from, final long to)
    {
        final ThreadCounters before = ThreadCounters.now();
        try (Appender appender = stream.appender())
        {
            for (long sequence = from; sequence < to; sequence += Appender.BATCH)
            {
                appender.append(sequence, (int)Math.min(Appender.BATCH, to - sequence));
            }
        }
        return ThreadCounters.now().minus(before);
    }

    private static ThreadCounters result(final Future<ThreadCounters> one)
    {
        try
        {
            return one.get();
        }
        catch (final InterruptedException | ExecutionException ex)
        {
            throw new IllegalStateException(ex);
        }
    }

    @Override
    public void close()
    {
        if (stream != null)
        {
            stream.close();
            stream = null;
        }
    }
}
