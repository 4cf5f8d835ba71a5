package org.shmjournal.cli.stats;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.NotEmpty;
import org.junit.jupiter.api.Test;

class RateSeriesTest
{
    private static final long MILLISECOND = 1_000_000;

    @Test
    void shouldCountBySpan()
    {
        final RateSeries rates = new RateSeries();
        rates.add(5);
        rates.add(5 + MILLISECOND - 1);
        rates.add(5 + 2 * MILLISECOND);
        // Earlier than the first.
        rates.add(0);
        assertEquals(3, rates.size());
        assertEquals(MILLISECOND, rates.width());
        assertEquals(List.of(3L, 0L, 1L), List.of(rates.count(0), rates.count(1), rates.count(2)));
        assertEquals(3, rates.peak());
        assertEquals(5 + 2 * MILLISECOND, rates.start(2));
    }

    @Property
    void shouldLoseNothingWhenSpansGrow(
        @ForAll @NotEmpty final List<@LongRange(min = 0, max = 1L << 55) Long> times)
    {
        final List<Long> sorted = times.stream().sorted().toList();
        final RateSeries rates = new RateSeries();
        sorted.forEach(rates::add);
        long total = 0;
        for (int i = 0; i < rates.size(); i++)
        {
            final long from = rates.start(i);
            final long to = from + rates.width();
            assertEquals(sorted.stream().filter(time -> time >= from && time < to).count(), rates.count(i));
            total += rates.count(i);
        }
        assertEquals(times.size(), total);
        assertTrue(rates.size() <= 256 && rates.count(rates.size() - 1) > 0);
    }
}
