package org.shmjournal.cli;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * Sizes in bytes as people write them: 4096, 64K, 64KiB, 64M, 1G; always powers of 1024.
 */
public final class SizeConverter implements ITypeConverter<Integer>
{
    private static final Pattern SIZE = Pattern.compile("(\\d{1,10})\\s*(?:([KMGT])(?:I?B)?|B)?");

    @Override
    public Integer convert(final String text)
    {
        final long size = bytes(text);
        if (size > Integer.MAX_VALUE)
        {
            throw new TypeConversionException("'" + text + "' is more than 2 GiB - 1 bytes");
        }
        return (int)size;
    }

    /** Of any length. */
    public static final class OfLong implements ITypeConverter<Long>
    {
        @Override
        public Long convert(final String text)
        {
            return bytes(text);
        }
    }

    private static long bytes(final String text)
    {
        final Matcher matcher = SIZE.matcher(text.toUpperCase(Locale.ROOT));
        if (!matcher.matches())
        {
            throw new TypeConversionException("'" + text + "' is not a size such as 4096, 64K, 64M or 1G");
        }
        final String unit = matcher.group(2);
        final int shift = unit == null ? 0 : 10 * (1 + "KMGT".indexOf(unit));
        // At most ten digits, so nothing is shifted out.
        return Long.parseLong(matcher.group(1)) << shift;
    }
}
