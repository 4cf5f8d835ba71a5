package org.shmjournal.cli.stats;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.NotEmpty;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;
import org.shmjournal.cli.stats.Buckets.Growth;

class BucketsTest
{
    @Test
    void shouldGrowWhereValuesAreFarApart()
    {
        final Buckets buckets = Buckets.of(histogram(List.of(1L, 2L, 3L, 7L, 40L)), Growth.DECIMAL);
        assertEquals(List.of(1L, 2L, 5L, 10L, 20L, 50L), buckets.bounds());
        assertEquals(List.of(1L, 2L, 1L, 0L, 1L), buckets.counts());
        assertTrue(buckets.logarithmic());
        assertEquals(List.of(0L, 1L, 2L, 4L, 8L, 16L),
            Buckets.of(histogram(List.of(0L, 12L)), Growth.BINARY).bounds());
    }

    @Test
    void shouldBeEqualWhereValuesAreClose()
    {
        final Buckets buckets = Buckets.of(histogram(List.of(100L, 101L, 103L)), Growth.DECIMAL);
        assertEquals(List.of(100L, 101L, 102L, 103L, 104L), buckets.bounds());
        assertEquals(List.of(1L, 1L, 0L, 1L), buckets.counts());
        assertEquals(List.of(7L, 8L), Buckets.of(histogram(List.of(7L)), Growth.BINARY).bounds());
    }

    @Property
    void shouldHoldEachValueOnce(
        @ForAll @NotEmpty final List<@LongRange(min = 0, max = 1L << 50) Long> values, @ForAll final Growth growth)
    {
        final Histogram histogram = histogram(values);
        final Buckets buckets = Buckets.of(histogram, growth);
        assertEquals(values.size(), buckets.counts().stream().mapToLong(Long::longValue).sum());
        assertEquals(buckets.counts().size() + 1, buckets.bounds().size());
        for (int i = 0; i < buckets.counts().size(); i++)
        {
            assertTrue(buckets.bounds().get(i) < buckets.bounds().get(i + 1), buckets.toString());
        }
        assertTrue(buckets.counts().size() <= 60 * 10, buckets.toString());
    }

    private static Histogram histogram(final List<Long> values)
    {
        final Histogram histogram = new Histogram(1L << 52, 3);
        values.forEach(histogram::recordValue);
        return histogram;
    }
}
