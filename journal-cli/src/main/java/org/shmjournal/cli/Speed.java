package org.shmjournal.cli;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * How quickly time goes by in a replay.
 *
 * @param factor of the original speed; infinite: without waiting.
 */
record Speed(double factor)
{
    static final Speed ORIGINAL = new Speed(1);
    static final Speed MAX = new Speed(Double.POSITIVE_INFINITY);

    private static final Pattern FACTOR = Pattern.compile("(\\d{1,9}(?:\\.\\d{1,9})?)[x\u00d7]");

    boolean isMax()
    {
        return Double.isInfinite(factor);
    }

    /** Reads original, max, and factors such as 2x and 0.5x. */
    static final class Converter implements ITypeConverter<Speed>
    {
        @Override
        public Speed convert(final String text)
        {
            final String lower = text.toLowerCase(Locale.ROOT);
            if ("original".equals(lower))
            {
                return ORIGINAL;
            }
            if ("max".equals(lower))
            {
                return MAX;
            }
            final Matcher matcher = FACTOR.matcher(lower);
            final double factor = matcher.matches() ? Double.parseDouble(matcher.group(1)) : 0;
            if (factor == 0)
            {
                throw new TypeConversionException("'" + text + "' is none of original, max, or a factor such as 2x");
            }
            return new Speed(factor);
        }
    }
}
