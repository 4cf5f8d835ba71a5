package org.shmjournal.proof;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.shmjournal.proof.script.Scenario;
import org.shmjournal.proof.trace.Sites;

/**
 * Whatever a power loss leaves of the pages, sectors and names that were not forced, the next owner finds a prefix of
 * what was written that holds everything durable; and so does the one behind it, if the power goes in its recovery.
 * Longer: {@code mvn verify -pl journal-proof -am -Dproof.images=10000000 -Dproof.seed=100}.
 */
class PageLossTest
{
    private static final int AT_LEAST = Integer.getInteger("proof.images", 100_000);
    private static final int ONE_IN_CLAIMS = 10;
    private static final long SEED = Long.getLong("proof.seed", 7_000);

    /** With claims of several threads: nothing stays behind one that was open, as far as the disk knows. */
    @Test
    void shouldFindAPrefixWhereClaimsWereOpen() throws InterruptedException, ExecutionException
    {
        final Sites sites = new Sites();
        final AtomicLong images = new AtomicLong();
        Workers.run(List.of(), SEED, () -> {
            final ClaimLosses losses = new ClaimLosses(sites, images);
            return losses::run;
        }, () -> images.get() < AT_LEAST / ONE_IN_CLAIMS);

        System.out.println("Page loss with claims: " + images + " images");
        assertTrue(images.get() >= AT_LEAST / ONE_IN_CLAIMS);
    }

    /** Then only a header says how many records came before. Of lives of all kinds one in a hundred comes there. */
    @Test
    void shouldFindAPrefixWhereAllThatWasDurableIsDeleted() throws InterruptedException, ExecutionException
    {
        final Sites sites = new Sites();
        final AtomicLongArray tally = new AtomicLongArray(PowerLosses.Outcome.values().length);
        Workers.run(LongStream.range(0, Scenario.DELETING).boxed().toList(), SEED, () -> {
            final PowerLosses losses = new PowerLosses(sites, tally);
            return losses::runDeleting;
        }, () -> false);

        System.out.println("Page loss with deletions: " + PowerLosses.toString(tally));
        assertEquals(0, tally.get(PowerLosses.Outcome.NO_CHANNEL.ordinal()));
    }

    @Test
    void shouldFindAPrefixWithAllThatIsDurable() throws InterruptedException, ExecutionException
    {
        final Sites sites = new Sites();
        final AtomicLongArray tally = new AtomicLongArray(PowerLosses.Outcome.values().length);
        Workers.run(List.of(), SEED, () -> {
            final PowerLosses losses = new PowerLosses(sites, tally);
            return losses::run;
        }, () -> PowerLosses.images(tally) < AT_LEAST);

        System.out.println("Page loss: " + PowerLosses.toString(tally));
        assertTrue(PowerLosses.images(tally) >= AT_LEAST);
        for (final PowerLosses.Outcome outcome : PowerLosses.Outcome.values())
        {
            assertTrue(tally.get(outcome.ordinal()) > 0, () -> "there is none of the kind " + outcome);
        }
    }
}
