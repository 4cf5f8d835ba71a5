package org.shmjournal.cli.output;

/**
 * Marks what matters, in colour where that is wanted.
 */
public final class Style
{
    private static final String RESET = "\u001b[0m";
    private static final String BOLD = "\u001b[1m";
    private static final String RED = "\u001b[1;31m";
    private static final String GREEN = "\u001b[32m";
    private static final String YELLOW = "\u001b[33m";

    private final boolean colored;

    private Style(final boolean colored)
    {
        this.colored = colored;
    }

    /** The style for standard output. */
    public static Style of(final ColorMode mode)
    {
        return new Style(mode == ColorMode.ALWAYS ||
            mode == ColorMode.AUTO && System.getenv("NO_COLOR") == null && Terminal.isStandardOutput());
    }

    /** Whether there is colour at all. */
    public boolean isColored()
    {
        return colored;
    }

    /** What is as it should be. */
    public String good(final String text)
    {
        return in(GREEN, text);
    }

    /** What deserves a look. */
    public String notable(final String text)
    {
        return in(YELLOW, text);
    }

    /** What is wrong, or what was searched for. */
    public String bad(final String text)
    {
        return in(RED, text);
    }

    /** What names the rest. */
    public String label(final String text)
    {
        return in(BOLD, text);
    }

    private String in(final String color, final String text)
    {
        return colored ? color + text + RESET : text;
    }
}
