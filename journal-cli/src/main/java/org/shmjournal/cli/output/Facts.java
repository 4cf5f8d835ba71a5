package org.shmjournal.cli.output;

/**
 * Facts for people, one a line, their labels in a column of their own.
 */
public final class Facts
{
    private static final int LABEL_WIDTH = 15;

    private final Style style;
    private final StringBuilder text = new StringBuilder(1024);

    /** No facts yet. */
    public Facts(final Style style)
    {
        this.style = style;
    }

    /** Adds a line. */
    public void add(final String label, final String value)
    {
        text.append(style.label(label))
            .append(" ".repeat(Math.max(1, LABEL_WIDTH - label.length())))
            .append(value)
            .append('\n');
    }

    @Override
    public String toString()
    {
        return text.toString();
    }
}
