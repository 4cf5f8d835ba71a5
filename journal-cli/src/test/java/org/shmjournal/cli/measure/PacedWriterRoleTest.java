package org.shmjournal.cli.measure;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;
import org.shmjournal.cli.measure.loop.Appender;
import org.shmjournal.cli.measure.loop.Poller;

/** A write that is held up makes those behind it late, and their times say so. Only writes take time here. */
class PacedWriterRoleTest
{
    private static final long MICRO = 1_000;

    private final List<Long> written = new ArrayList<>();
    private long now;
    private long stallAt = -1;
    private long stall;

    private final class Writes implements Streams, Appender
    {
        @Override
        public Appender appender(final Round round, final String stream)
        {
            return this;
        }

        @Override
        public Poller poller(final Round round, final String stream)
        {
            throw new UnsupportedOperationException();
        }

        @Override
        public boolean lasts()
        {
            return false;
        }

        @Override
        public int limit()
        {
            return 1;
        }

        @Override
        public void append(final long sequence, final int count)
        {
            assertEquals(written.size(), sequence);
            assertEquals(1, count);
            written.add(now);
            now += sequence == stallAt ? stall : MICRO;
        }

        @Override
        public void close()
        {
        }
    }

    private Map<String, ?> run(final long records, final long rate)
    {
        try (PacedWriterRole role = new PacedWriterRole(new Writes(), () -> now))
        {
            role.prepare(new Round(records, 0, rate, Path.of("nowhere")));
            return role.run(() -> {
            });
        }
    }

    @Test
    void shouldCountTheWaitOfThoseThatWereDueMeanwhile()
    {
        // Every record is due 1 µs behind the one before, and a write takes 1 µs: no time is left to wait.
        stallAt = 10;
        stall = 501 * MICRO;
        final Map<String, ?> result = run(1_000, 1_000_000);

        assertEquals(1_000, written.size());
        assertClose(501 * MICRO, (Long)result.get("response.p99"));
        assertClose(501 * MICRO, (Long)result.get("response.max"));
        assertClose(MICRO, (Long)result.get("service.p99"));
        assertClose(501 * MICRO, (Long)result.get("service.max"));
    }

    @Test
    void shouldTellTheWholeHistogram()
    {
        final Map<String, ?> result = run(1_000, 1_000_000);
        final Histogram responses = Latencies.decode((String)result.get(PacedWriterRole.RESPONSE));

        assertEquals(1_000, responses.getTotalCount());
        assertEquals(result.get("response.p50"), responses.getValueAtPercentile(50));
        assertEquals(1_000, Latencies.decode((String)result.get(PacedWriterRole.SERVICE)).getTotalCount());
    }

    private static void assertClose(final long expected, final long found)
    {
        assertEquals(expected, found, expected / 500.0);
    }
}
