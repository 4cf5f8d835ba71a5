package org.shmjournal.docs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The documents with their code blocks, and the sources with their example regions. */
final class Documents
{
    private static final String FENCE = "```";
    private static final String REGION_BEGIN = "// example: ";
    private static final String REGION_END = "// end";

    /** A fenced block; {@code line} is that of its first line of text. */
    record Block(Path document, int line, String language, String text)
    {
        @Override
        public String toString()
        {
            return root().relativize(document) + ":" + line;
        }
    }

    /** What stands between the two markers, its indentation taken away. */
    record Region(Path file, int line, String name, String text)
    {
        @Override
        public String toString()
        {
            return root().relativize(file) + ":" + line + " (" + name + ")";
        }
    }

    private Documents()
    {
    }

    /** The project's folder. */
    static Path root()
    {
        Path path = Path.of("").toAbsolutePath();
        while (!Files.isDirectory(path.resolve("journal-core")))
        {
            path = path.getParent();
        }
        return path;
    }

    static Path guide()
    {
        return root().resolve("docs/guide.md");
    }

    static Path readme()
    {
        return root().resolve("README.md");
    }

    static Path operations()
    {
        return root().resolve("docs/operations.md");
    }

    static Path format()
    {
        return root().resolve("docs/format.md");
    }

    static Path reader()
    {
        return root().resolve("docs/reader.py");
    }

    /** Whether a class of the project, of its code or of its tests, has this name. */
    static boolean hasClass(final String name) throws IOException
    {
        try (Stream<Path> files = Files.walk(root()))
        {
            return files.anyMatch(file -> file.endsWith(name + ".java"));
        }
    }

    /** All Markdown files of the project that are not below a module's target. */
    static List<Path> documents() throws IOException
    {
        final List<Path> documents = new ArrayList<>();
        try (Stream<Path> top = Files.list(root()); Stream<Path> below = Files.walk(root().resolve("docs")))
        {
            Stream.concat(top, below)
                .filter(file -> file.toString().endsWith(".md") && !file.toString().contains("/target/"))
                .sorted()
                .forEach(documents::add);
        }
        return documents;
    }

    static List<Block> blocks(final Path document, final String language) throws IOException
    {
        final List<Block> blocks = new ArrayList<>();
        final List<String> lines = Files.readAllLines(document);
        int i = 0;
        while (i < lines.size())
        {
            final String line = lines.get(i++);
            if (line.startsWith(FENCE))
            {
                final int end = indexOfFence(document, lines, i);
                if (line.equals(FENCE + language))
                {
                    blocks.add(new Block(document, i + 1, language, String.join("\n", lines.subList(i, end))));
                }
                i = end + 1;
            }
        }
        return blocks;
    }

    static List<Region> regions() throws IOException
    {
        final List<Region> regions = new ArrayList<>();
        for (final Path file : sources())
        {
            final List<String> lines = Files.readAllLines(file);
            for (int i = 0; i < lines.size(); i++)
            {
                final String line = lines.get(i).strip();
                if (line.startsWith(REGION_BEGIN))
                {
                    final int end = indexOfEnd(file, lines, i + 1);
                    regions.add(new Region(file, i + 1, line.substring(REGION_BEGIN.length()),
                        String.join("\n", lines.subList(i + 1, end)).stripIndent()));
                }
            }
        }
        return regions;
    }

    private static List<Path> sources() throws IOException
    {
        try (Stream<Path> files = Files.walk(root().resolve("docs/src/test/java")))
        {
            return files.filter(file -> file.toString().endsWith("Test.java")).sorted().toList();
        }
    }

    private static int indexOfFence(final Path document, final List<String> lines, final int from)
    {
        for (int i = from; i < lines.size(); i++)
        {
            if (lines.get(i).equals(FENCE))
            {
                return i;
            }
        }
        throw new IllegalStateException(document + ":" + from + ": the block has no end");
    }

    private static int indexOfEnd(final Path file, final List<String> lines, final int from)
    {
        for (int i = from; i < lines.size(); i++)
        {
            if (lines.get(i).strip().equals(REGION_END))
            {
                return i;
            }
        }
        throw new IllegalStateException(file + ":" + from + ": the region has no end");
    }
}
