package org.shmjournal.cli;

import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * Durations as people write them: 500ms, 2s, 1.5m, 1h30m, 7d; or as ISO 8601 has them: PT2S.
 */
public final class DurationConverter implements ITypeConverter<Duration>
{
    private static final Map<String, Long> NANOS = Map.of(
        "ns", 1L,
        "us", 1_000L,
        "ms", 1_000_000L,
        "s", 1_000_000_000L,
        "m", 60_000_000_000L,
        "h", 3_600_000_000_000L,
        "d", 86_400_000_000_000L);
    private static final Pattern PART = Pattern.compile("(\\d{1,9}(?:\\.\\d{1,9})?)(ns|us|ms|s|m|h|d)");

    @Override
    public Duration convert(final String text)
    {
        final String lower = text.toLowerCase(Locale.ROOT);
        if (lower.startsWith("p"))
        {
            return iso(text);
        }
        final Matcher matcher = PART.matcher(lower);
        Duration sum = Duration.ZERO;
        int end = 0;
        while (end < lower.length())
        {
            if (!matcher.find(end) || matcher.start() != end)
            {
                throw notADuration(text);
            }
            sum = sum.plus(part(matcher.group(1), NANOS.get(matcher.group(2))));
            end = matcher.end();
        }
        if (end == 0)
        {
            throw notADuration(text);
        }

        return sum;
    }

    private static Duration part(final String number, final long unitNanos)
    {
        final int point = number.indexOf('.');
        if (point < 0)
        {
            return Duration.ofNanos(unitNanos).multipliedBy(Long.parseLong(number));
        }
        final Duration whole = Duration.ofNanos(unitNanos).multipliedBy(Long.parseLong(number.substring(0, point)));
        return whole.plusNanos(Math.round(Double.parseDouble("0" + number.substring(point)) * unitNanos));
    }

    private static Duration iso(final String text)
    {
        try
        {
            final Duration duration = Duration.parse(text);
            if (!duration.isNegative())
            {
                return duration;
            }
        }
        catch (final DateTimeParseException malformed)
        {
            throw notADuration(text);
        }
        throw notADuration(text);
    }

    private static TypeConversionException notADuration(final String text)
    {
        return new TypeConversionException("'" + text + "' is not a duration such as 500ms, 2s, 1m or PT2S");
    }
}
