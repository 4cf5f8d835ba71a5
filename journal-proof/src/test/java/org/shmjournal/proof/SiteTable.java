package org.shmjournal.proof;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * The committed list of production sites. Behind a {@code stop} a process can be stopped; an {@code image} fills
 * memory that is nobody's but its own yet, and what it filled comes to the disk by a file operation.
 */
final class SiteTable
{
    private static final String STOP = "stop";
    private static final String IMAGE = "image";
    /** A stop on JDKs before 22 alone. */
    private static final String OLD = "old";
    private static final int NO_LONGER_OLD = 22;

    private SiteTable()
    {
    }

    /** Kinds by site. */
    static Map<String, String> read()
    {
        try (InputStream table = SiteTable.class.getResourceAsStream("sites.txt"))
        {
            return new String(table.readAllBytes(), StandardCharsets.UTF_8).lines()
                .filter(line -> !line.startsWith("#"))
                .map(line -> line.split("\\s+", 2))
                .collect(Collectors.toMap(parts -> parts[1], parts -> parts[0], (one, two) -> one, TreeMap::new));
        }
        catch (final IOException ex)
        {
            throw new UncheckedIOException(ex);
        }
    }

    static Set<String> stopping()
    {
        final Set<String> sites = of(STOP);
        if (Runtime.version().feature() < NO_LONGER_OLD)
        {
            sites.addAll(of(OLD));
        }
        return sites;
    }

    static Set<String> images()
    {
        return of(IMAGE);
    }

    /** The table as it would have to be. */
    static List<String> lines(final Set<String> sites, final Tally tally)
    {
        return sites.stream().map(site -> (tally.images().containsKey(site) ? "image " : "stop  ") + site).toList();
    }

    private static Set<String> of(final String kind)
    {
        final Set<String> sites = new TreeSet<>();
        read().forEach((site, listed) -> {
            if (listed.equals(kind))
            {
                sites.add(site);
            }
        });
        return sites;
    }
}
