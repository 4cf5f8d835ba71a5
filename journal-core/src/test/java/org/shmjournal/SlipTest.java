package org.shmjournal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class SlipTest
{
    private static final int LONGEST = 32 * 1024;

    private final Slip slip = new Slip();
    private int looks;

    @Test
    void shouldLookAwayForLongerAndLongerInLockStepWithAWriterInFullFlow()
    {
        int before = 0;
        for (int i = 0; i < 2; i++)
        {
            slip.polled(2, true);
            final int rounds = slip.dueRounds();
            assertTrue(rounds > before, "rounds=" + rounds + " after " + before);
            before = rounds;
            readABatch();
        }
        slip.polled(2, true);
        assertEquals(LONGEST, slip.dueRounds());
    }

    @Test
    void shouldNotLookAwayWhereRecordsComeSlowly()
    {
        for (int i = 0; i < 1000; i++)
        {
            slip.polled(1, true);
            runDry(100);
        }
        assertEquals(1, looks, "only the first record has no empty poll before it");
    }

    @Test
    void shouldNotLookAwayBehindALongRun()
    {
        slip.polled(256, false);
        slip.polled(1, true);

        assertEquals(0, slip.dueRounds());
    }

    @Test
    void shouldAllButCeaseToLookAwayInARequestReplyExchange()
    {
        final int exchanges = 100_000;
        for (int i = 0; i < exchanges; i++)
        {
            beforeAPoll();
            // With a limit of one record a poll that delivers it does not run dry.
            slip.polled(1, false);
            runDry(5);
        }

        assertTrue(looks > 0 && looks < 30, "looks=" + looks);
    }

    @Test
    void shouldLookAwayAgainSoonAfterAWriterInFullFlowWasInterrupted()
    {
        for (int i = 0; i < 8; i++)
        {
            slip.polled(2, true);
            readABatch();
        }
        slip.polled(2, true);
        slip.before();
        // In vain: the writer had lost its core.
        slip.polled(1, true);

        int runs = 0;
        while (slip.dueRounds() == 0)
        {
            slip.polled(2, true);
            runs++;
        }
        assertTrue(runs <= 17, "runs=" + runs);
    }

    private void readABatch()
    {
        slip.before();
        slip.polled(5000, false);
        slip.polled(3, true);
    }

    private void runDry(final int times)
    {
        for (int i = 0; i < times; i++)
        {
            beforeAPoll();
            slip.polled(0, true);
        }
    }

    private void beforeAPoll()
    {
        looks += slip.dueRounds() > 0 ? 1 : 0;
        slip.before();
    }
}
