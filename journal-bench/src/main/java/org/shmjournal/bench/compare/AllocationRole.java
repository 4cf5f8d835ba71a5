package org.shmjournal.bench.compare;

import java.lang.management.ManagementFactory;
import java.util.Map;
import com.sun.management.ThreadMXBean;
import org.shmjournal.cli.measure.Role;
import org.shmjournal.cli.measure.Round;
import org.shmjournal.cli.measure.loop.Appender;
import org.shmjournal.cli.measure.loop.HandlerPoller;
import org.shmjournal.cli.measure.loop.JournalLayout;
import org.shmjournal.cli.measure.loop.Poller;
import org.shmjournal.cli.measure.loop.RawAppender;
import org.shmjournal.cli.measure.loop.TextAppender;

/** Counts what the thread allocates that writes, or polls. */
final class AllocationRole implements Role
{
    private static final String STREAM = "stream";
    private static final int WARM_UP_ROUNDS = 10;
    private static final ThreadMXBean THREADS = (ThreadMXBean)ManagementFactory.getThreadMXBean();

    private final boolean text;
    private final boolean polls;
    private Round round;
    private Appender appender;
    private Poller poller;

    AllocationRole(final boolean text, final boolean polls)
    {
        this.text = text;
        this.polls = polls;
    }

    @Override
    public void prepare(final Round next)
    {
        round = next;
        final JournalLayout layout = new JournalLayout(next.segmentSize(), false, 0, false, false);
        appender = text ? new TextAppender(next.place().resolve(STREAM), layout) :
            new RawAppender(next.place().resolve(STREAM), layout);
        if (polls)
        {
            appender.appendAll(next.records());
            poller = new HandlerPoller(next.place().resolve(STREAM));
        }
    }

    @Override
    public void connect(final Round next)
    {
        throw new UnsupportedOperationException("reads what it wrote itself");
    }

    @Override
    public Map<String, Long> run(final Runnable started)
    {
        started.run();
        final long part = round.records() / (WARM_UP_ROUNDS + 1);
        for (int i = 0; i < WARM_UP_ROUNDS; i++)
        {
            work(part);
        }
        final long before = THREADS.getCurrentThreadAllocatedBytes();
        work(part);
        return Map.of("allocated", THREADS.getCurrentThreadAllocatedBytes() - before, "operations", part);
    }

    private void work(final long records)
    {
        if (polls)
        {
            for (long left = records; left > 0;)
            {
                left -= poller.poll((int)Math.min(left, 256));
            }
            return;
        }
        appender.appendAll(records);
    }

    @Override
    public void close()
    {
        if (poller != null)
        {
            poller.close();
            poller = null;
        }
        appender.close();
    }
}
