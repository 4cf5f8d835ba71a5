package org.shmjournal.cli;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * Points in time as people write them: 2026-01-31T12:00:00Z, with any offset; or how long ago, as in 10m.
 */
final class TimeConverter implements ITypeConverter<Instant>
{
    @Override
    public Instant convert(final String text)
    {
        try
        {
            return OffsetDateTime.parse(text).toInstant();
        }
        catch (final DateTimeParseException noInstant)
        {
            return ago(text);
        }
    }

    private static Instant ago(final String text)
    {
        try
        {
            return Instant.now().minus(new DurationConverter().convert(text));
        }
        catch (final TypeConversionException noDuration)
        {
            throw new TypeConversionException("'" + text +
                "' is neither a time such as 2026-01-31T12:00:00Z nor a duration such as 10m");
        }
    }
}
