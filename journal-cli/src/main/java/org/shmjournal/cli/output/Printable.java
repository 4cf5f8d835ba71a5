package org.shmjournal.cli.output;

/**
 * Text of others, such as the names of files, made safe for a terminal: what steers one or breaks a line is escaped.
 */
public final class Printable
{
    private Printable()
    {
    }

    /** The text, with {@code \n}, {@code \u001b} and the like in place of what is not to be seen. */
    public static String of(final Object text)
    {
        final String any = String.valueOf(text);
        final StringBuilder printable = new StringBuilder(any.length());
        any.codePoints().forEach(each -> append(printable, each));
        return printable.toString();
    }

    private static void append(final StringBuilder printable, final int codePoint)
    {
        switch (codePoint)
        {
            case '\n' -> printable.append("\\n");
            case '\r' -> printable.append("\\r");
            case '\t' -> printable.append("\\t");
            default ->
            {
                if (!isHidden(codePoint))
                {
                    printable.appendCodePoint(codePoint);
                }
                else
                {
                    printable.append(String.format(codePoint > 0xFFFF ? "\\u{%x}" : "\\u%04x", codePoint));
                }
            }
        }
    }

    private static boolean isHidden(final int codePoint)
    {
        return switch (Character.getType(codePoint))
        {
            case Character.CONTROL, Character.FORMAT, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR,
                Character.SURROGATE -> true;
            default -> false;
        };
    }
}
