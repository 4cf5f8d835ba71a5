package org.shmjournal.cli;

import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * Positions in a stream: bytes from its start.
 */
final class PositionConverter implements ITypeConverter<Long>
{
    private static final Pattern POSITION = Pattern.compile("\\d{1,18}");

    @Override
    public Long convert(final String text)
    {
        if (!POSITION.matcher(text).matches())
        {
            throw new TypeConversionException("'" + text + "' is not a position such as 0 or 4096");
        }

        return Long.parseLong(text);
    }
}
