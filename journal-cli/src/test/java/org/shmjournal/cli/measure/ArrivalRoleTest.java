package org.shmjournal.cli.measure;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.shmjournal.cli.measure.loop.Appender;
import org.shmjournal.cli.measure.loop.Poller;

/** Records count from when they were due, though the reader knows of a writer only that it began then. */
class ArrivalRoleTest
{
    private static final long MICRO = 1_000;
    private static final long START = 5_000_000;

    private long now = START;

    /** Whose first record comes late, and the others a microsecond behind each other. */
    private final class LateRecords implements Streams, Poller
    {
        @Override
        public Appender appender(final Round round, final String stream)
        {
            throw new UnsupportedOperationException();
        }

        @Override
        public Poller poller(final Round round, final String stream)
        {
            now += 500 * MICRO;
            return this;
        }

        @Override
        public int poll(final int limit)
        {
            assertEquals(1, limit);
            now += MICRO;
            return 1;
        }

        @Override
        public boolean lasts()
        {
            return false;
        }

        @Override
        public int limit()
        {
            return 100;
        }

        @Override
        public long sum()
        {
            return 7;
        }

        @Override
        public void rewind()
        {
        }

        @Override
        public void close()
        {
        }
    }

    @Test
    void shouldCountFromWhenARecordWasDue()
    {
        try (ArrivalRole role = new ArrivalRole(new LateRecords(), () -> now))
        {
            role.connect(new Round(1_000, 0, 1_000_000, Path.of("nowhere")));
            role.dueFrom(START);
            final Map<String, ?> result = role.run(() -> {
            });

            assertEquals(7L, result.get("sum"));
            assertEquals(501 * MICRO, (Long)result.get("arrival.p50"), MICRO);
            assertEquals(501 * MICRO, (Long)result.get("arrival.max"), MICRO);
            assertEquals(1_000, Latencies.decode((String)result.get(ArrivalRole.ARRIVAL)).getTotalCount());
        }
    }
}
