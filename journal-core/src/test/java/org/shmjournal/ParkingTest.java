package org.shmjournal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** A thread that waits in a writer, and another that closes it: never do both go on. */
class ParkingTest
{
    private final Parking parking = new Parking();

    private boolean endByAnother()
    {
        return CompletableFuture.supplyAsync(parking::end).join();
    }

    @Test
    void shouldEndAWaitThatIsParked()
    {
        parking.begin();
        parking.park();
        assertTrue(endByAnother());
        assertTrue(parking.isEnded());
        assertFalse(parking.look());
        parking.leave();
        assertTrue(parking.isEnded());
    }

    @Test
    void shouldLetAThreadLookBetweenTwoPauses()
    {
        parking.begin();
        assertFalse(endByAnother());
        parking.park();
        assertTrue(parking.look());
        assertFalse(endByAnother());
        assertFalse(parking.isEnded());
        parking.park();
        assertTrue(endByAnother());
        assertFalse(parking.look());
    }

    /** Such as a listener that is told of something by what the thread does in between. */
    @Test
    void shouldLetTheWaitingThreadItselfClose()
    {
        parking.begin();
        assertTrue(parking.end());
        assertFalse(parking.isEnded());
    }

    @Test
    void shouldHaveNothingToEndBehindAWait()
    {
        assertTrue(endByAnother());
        parking.begin();
        parking.park();
        assertTrue(parking.look());
        parking.leave();
        assertTrue(endByAnother());
        assertFalse(parking.isEnded());
    }

    @Test
    void shouldNeverLetBothGoOn()
    {
        for (int round = 0; round < 10_000; round++)
        {
            final Parking contended = new Parking();
            final AtomicLong inside = new AtomicLong();
            final AtomicLong both = new AtomicLong();
            final CompletableFuture<Void> closing = CompletableFuture.runAsync(() -> {
                while (!contended.end())
                {
                    Thread.onSpinWait();
                }
                if (contended.isEnded())
                {
                    both.addAndGet(inside.get());
                }
            });
            contended.begin();
            for (int pause = 0; pause < 50; pause++)
            {
                contended.park();
                if (!contended.look())
                {
                    break;
                }
                inside.set(1);
                inside.set(0);
            }
            contended.leave();
            closing.join();
            assertEquals(0, both.get());
        }
    }
}
