package org.shmjournal.proof;

import java.util.Map;
import java.util.TreeMap;
import org.shmjournal.proof.disk.Step;
import org.shmjournal.proof.trace.Traced;

/** What was tried, by site and by kind of step. Any thread. */
final class Tally
{
    private final Map<String, Integer> bySite = new TreeMap<>();
    private final Map<String, Integer> byKind = new TreeMap<>();
    private final Map<String, Integer> images = new TreeMap<>();
    private int prefixes;
    private int lives;

    /** A prefix was looked at; {@code different} when its image is not that of the one before. */
    synchronized void addPrefix(final Traced last, final boolean different)
    {
        if (different)
        {
            prefixes++;
        }
        bySite.merge(last.site(), 1, Integer::sum);
        byKind.merge(kind(last.step()), 1, Integer::sum);
    }

    synchronized void addLife(final Iterable<String> imageSites)
    {
        lives++;
        imageSites.forEach(site -> images.merge(site, 1, Integer::sum));
    }

    /** How many different images there were. */
    synchronized int prefixes()
    {
        return prefixes;
    }

    /** How often each site was the last step. */
    synchronized Map<String, Integer> bySite()
    {
        return new TreeMap<>(bySite);
    }

    /** How many lives stored to memory that maps no file, by site. */
    synchronized Map<String, Integer> images()
    {
        return new TreeMap<>(images);
    }

    @Override
    public synchronized String toString()
    {
        return prefixes + " different prefixes of " + lives + " owners' lives; last steps " + byKind;
    }

    private static String kind(final Step step)
    {
        return step.getClass().getSimpleName();
    }
}
