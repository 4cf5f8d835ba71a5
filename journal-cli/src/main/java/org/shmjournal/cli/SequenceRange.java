package org.shmjournal.cli;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * Sequences from one to another.
 *
 * @param first that is in it.
 * @param last  that is in it.
 */
record SequenceRange(long first, long last)
{
    static final SequenceRange ALL = new SequenceRange(0, Long.MAX_VALUE);

    private static final Pattern RANGE = Pattern.compile("(\\d{1,18})?\\.\\.(\\d{1,18})?");
    private static final Pattern SINGLE = Pattern.compile("\\d{1,18}");

    /** Reads A..B, A.., ..B and A. */
    static final class Converter implements ITypeConverter<SequenceRange>
    {
        @Override
        public SequenceRange convert(final String text)
        {
            if (SINGLE.matcher(text).matches())
            {
                final long only = Long.parseLong(text);
                return new SequenceRange(only, only);
            }
            final Matcher matcher = RANGE.matcher(text);
            if (!matcher.matches())
            {
                throw new TypeConversionException("'" + text + "' is not a range such as 10..20, 10.. or ..20");
            }
            final long first = matcher.group(1) == null ? ALL.first : Long.parseLong(matcher.group(1));
            final long last = matcher.group(2) == null ? ALL.last : Long.parseLong(matcher.group(2));
            if (first > last)
            {
                throw new TypeConversionException("'" + text + "' ends before it begins");
            }

            return new SequenceRange(first, last);
        }
    }
}
