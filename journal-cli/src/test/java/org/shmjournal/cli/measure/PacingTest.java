package org.shmjournal.cli.measure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class PacingTest
{
    private static final long SECOND = 1_000_000_000;

    private long now = 77;

    @Test
    void shouldSpreadRecordsEvenly()
    {
        final Pacing pacing = new Pacing(() -> now, 3, now);
        assertEquals(77, pacing.due(0));
        assertEquals(77 + SECOND / 3, pacing.due(1));
        assertEquals(77 + SECOND, pacing.due(3));
        assertEquals(77 + 2 * SECOND + SECOND / 3, pacing.due(7));
    }

    @Test
    void shouldKnowWhenTheLastOfVeryManyIsDue()
    {
        final Pacing pacing = new Pacing(() -> now, 1_000_000, now);
        assertEquals(77 + 100_000_000L * SECOND, pacing.due(100_000_000_000_000L));
    }

    @Test
    void shouldWaitUntilARecordIsDueAndNoLonger()
    {
        final Pacing pacing = new Pacing(() -> now++, 1_000, now);
        final long due = pacing.due(1);
        assertEquals(due, pacing.await(due));
        assertEquals(due + 1, pacing.await(due));
    }

    @Test
    void shouldHaveARate()
    {
        assertThrows(IllegalArgumentException.class, () -> new Pacing(() -> now, 0, now));
    }
}
