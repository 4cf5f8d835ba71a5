package org.shmjournal;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
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
    void shouldEndAWaitWhenItsThreadHasLooked()
    {
        parking.begin();
        parking.park();
        assertTrue(parking.look());
        assertFalse(endByAnother());
        assertFalse(parking.isEnded());
        parking.park();
        assertTrue(parking.isEnded());
        assertTrue(endByAnother());
        assertFalse(parking.look());
    }

    @Test
    void shouldHaveWhoClosesWaitForWhatAThreadDoesThatHasFoundWhatItWaitedFor()
    {
        parking.begin();
        assertFalse(endByAnother());
        assertFalse(endByAnother());
        assertFalse(parking.leave());
        assertTrue(parking.isEnded());
        assertTrue(endByAnother());
    }

    @Test
    void shouldNotEndAClaimThatWasWaitedFor()
    {
        parking.begin();
        assertTrue(parking.leaveWithClaim());
        assertFalse(endByAnother());
        assertTrue(parking.holdsClaim());
        parking.resolve();
        assertFalse(parking.holdsClaim());
        assertTrue(endByAnother());
        assertFalse(parking.begin());
    }

    @Test
    void shouldNotHandOutAClaimBehindAClose()
    {
        parking.begin();
        assertFalse(endByAnother());
        assertFalse(parking.leaveWithClaim());
        assertFalse(parking.leave());
        assertTrue(endByAnother());
    }

    /** Such as a listener that is told of something by what the thread does in between. */
    @Test
    void shouldLetTheWaitingThreadItselfClose()
    {
        parking.begin();
        assertTrue(parking.end());
        parking.park();
        assertFalse(parking.look());
        parking.leave();
        assertTrue(parking.isEnded());
    }

    @Test
    void shouldHaveNothingToEndBehindAWait()
    {
        parking.begin();
        parking.park();
        assertTrue(parking.look());
        assertTrue(parking.leave());
        assertTrue(parking.leave());
        assertTrue(endByAnother());
        assertFalse(parking.leave());
    }

    @Test
    void shouldNeverLetBothGoOn()
    {
        for (int round = 0; round < 10_000; round++)
        {
            final Parking contended = new Parking();
            final AtomicBoolean isOver = new AtomicBoolean();
            contended.begin();
            final CompletableFuture<Void> closing = CompletableFuture.runAsync(() -> {
                while (!contended.end())
                {
                    Thread.onSpinWait();
                }
                isOver.set(true);
            });
            boolean looks = true;
            for (int pause = 0; looks && pause < 50; pause++)
            {
                contended.park();
                final boolean before = isOver.get();
                looks = contended.look();
                assertFalse(looks && (before || isOver.get()));
            }
            assertFalse(looks && isOver.get());
            contended.leave();
            closing.join();
        }
    }
}
