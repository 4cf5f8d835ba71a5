package org.shmjournal.docs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.shmjournal.docs.Documents.Block;
import org.shmjournal.docs.Documents.Region;

/** Holds the documents against the sources: what they show is what is compiled and run. */
class DocumentsTest
{
    private static final Pattern TEST = Pattern.compile("`(\\w+(?:Test|IT))`");
    private static final Pattern LINK = Pattern.compile("\\]\\(([^)#\\s]+)(#[^)]*)?\\)");

    @Test
    void shouldTakeEachBlockOfJavaFromAnExample() throws IOException
    {
        final List<String> examples = Documents.regions().stream().map(Region::text).toList();
        final List<Block> strangers = javaBlocks().stream().filter(block -> !examples.contains(block.text())).toList();

        assertEquals(List.of(), strangers, "blocks that are no region of a test under docs/src/test/java");
    }

    @Test
    void shouldShowEachExample() throws IOException
    {
        final List<String> shown = javaBlocks().stream().map(Block::text).toList();
        final List<Region> hidden =
            Documents.regions().stream().filter(region -> !shown.contains(region.text())).toList();

        assertEquals(List.of(), hidden, "regions that no document shows");
    }

    @Test
    void shouldRunEachExample() throws IOException
    {
        final List<Region> idle = new ArrayList<>();
        for (final Region region : Documents.regions())
        {
            final int last = region.line() + (int)region.text().lines().count();
            if (!new Members(region.file()).isRun(region.line(), last))
            {
                idle.add(region);
            }
        }

        assertEquals(List.of(), idle, "regions that no test method runs");
    }

    @Test
    void shouldShowTheSameFirstStepsInReadmeAndGuide() throws IOException
    {
        final List<Block> readme = Documents.blocks(Documents.readme(), "java");

        assertEquals(2, readme.size());
        assertTrue(readme.get(0).text().lines().count() <= 15, "a writer and a reader in 15 lines");
        assertTrue(readme.get(1).text().lines().count() <= 10, "a reactive pipeline in 10 lines");
        assertFalse(Documents.blocks(Documents.guide(), "java").isEmpty());
    }

    @Test
    void shouldLinkToWhatIsThere() throws IOException
    {
        final List<String> dead = new ArrayList<>();
        for (final Path document : Documents.documents())
        {
            final Matcher links = LINK.matcher(Files.readString(document));
            while (links.find())
            {
                final String target = links.group(1);
                if (!target.contains("://") && !Files.exists(document.resolveSibling(target)))
                {
                    dead.add(Documents.root().relativize(document) + ": " + target);
                }
            }
        }

        assertEquals(List.of(), dead);
    }

    @Test
    void shouldNameTestsThatAreThere() throws IOException
    {
        final List<String> missing = new ArrayList<>();
        for (final Path document : Documents.documents())
        {
            final Matcher tests = TEST.matcher(Files.readString(document));
            while (tests.find())
            {
                if (!Documents.hasClass(tests.group(1)))
                {
                    missing.add(Documents.root().relativize(document) + ": " + tests.group(1));
                }
            }
        }

        assertEquals(List.of(), missing);
    }

    private static List<Block> javaBlocks() throws IOException
    {
        final List<Block> blocks = new ArrayList<>();
        for (final Path document : Documents.documents())
        {
            blocks.addAll(Documents.blocks(document, "java"));
        }
        return blocks;
    }
}
