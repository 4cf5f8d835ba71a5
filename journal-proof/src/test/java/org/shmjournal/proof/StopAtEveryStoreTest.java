package org.shmjournal.proof;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.shmjournal.proof.trace.Sites;

/**
 * Wherever an owner is stopped, every acknowledged record is there and nothing else. Longer:
 * {@code mvn verify -pl journal-proof -am -Dproof.prefixes=1000000 -Dproof.seed=100}.
 */
class StopAtEveryStoreTest
{
    private static final int AT_LEAST = Integer.getInteger("proof.prefixes", 60_000);
    private static final int ONE_IN_CLAIMS = 2;
    private static final long SEED = Long.getLong("proof.seed", 1);

    /** What once went wrong, a roll with no record behind it and a cut that was stopped; and what is rare. */
    private static final List<Long> FIRST = List.of(1208L, 5196L, 403L, 404L, 881L, 1079L);

    private static final Sites SITES = new Sites();
    private static final Tally TALLY = new Tally();

    @BeforeAll
    static void stopEverywhere() throws InterruptedException, ExecutionException
    {
        Workers.run(FIRST, SEED, () -> {
            final Chain chain = new Chain(SITES, TALLY);
            final ClaimChain claims = new ClaimChain(SITES, TALLY);
            return seed -> {
                chain.run(seed);
                if (seed % ONE_IN_CLAIMS == 0)
                {
                    claims.run(seed);
                }
            };
        }, () -> TALLY.prefixes() < AT_LEAST);
        System.out.println("Stop at every store: " + TALLY);
    }

    @Test
    void shouldStopAtEnoughStores()
    {
        assertTrue(TALLY.prefixes() >= AT_LEAST, TALLY::toString);
    }

    @Test
    void shouldListEverySite() throws IOException
    {
        final Set<String> table = new TreeSet<>(SiteTable.read().keySet());
        final Path found = Path.of("target", "sites.txt");
        Files.write(found, SiteTable.lines(SITES.all(), TALLY));

        assertEquals(String.join("\n", table), String.join("\n", SITES.all()),
            "the table differs from the shipped classes: see " + found);
    }

    @Test
    void shouldStopBehindEverySite()
    {
        final Set<String> missing = new TreeSet<>(SiteTable.stopping());
        missing.removeAll(TALLY.bySite().keySet());

        assertEquals(Set.of(), missing, "sites that were the last step of no prefix");
    }

    @Test
    void shouldStopAtListedSitesAlone()
    {
        final Set<String> unlisted = new TreeSet<>(TALLY.bySite().keySet());
        unlisted.removeAll(SiteTable.stopping());
        unlisted.remove(Sites.PAYLOAD);

        assertEquals(Set.of(), unlisted, "sites that store to maps or change files, and are not listed as such");
    }

    @Test
    void shouldSeeEverySiteThatFillsAnImage()
    {
        final Set<String> images = new TreeSet<>(TALLY.images().keySet());
        images.remove(Sites.PAYLOAD);

        assertEquals(List.copyOf(SiteTable.images()), List.copyOf(images));
    }
}
