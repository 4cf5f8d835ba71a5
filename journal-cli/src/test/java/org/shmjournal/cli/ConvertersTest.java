package org.shmjournal.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.TypeConversionException;

class ConvertersTest
{
    @ParameterizedTest
    @CsvSource({"0, 0", "4096, 4096", "512B, 512", "64K, 65536", "64k, 65536", "64KiB, 65536", "64KB, 65536",
        "64M, 67108864", "1G, 1073741824", "1 MiB, 1048576", "2147483647, 2147483647"})
    void shouldReadSizes(final String text, final int bytes)
    {
        assertEquals(bytes, new SizeConverter().convert(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "K", "-1", "1.5M", "64X", "2G", "2147483648", "99999999999", "0x10"})
    void shouldRefuseOtherSizes(final String text)
    {
        assertThrows(TypeConversionException.class, () -> new SizeConverter().convert(text));
    }

    @ParameterizedTest
    @CsvSource({"500ms, PT0.5S", "2s, PT2S", "1m, PT1M", "1.5m, PT1M30S", "1h30m, PT1H30M", "7d, PT168H",
        "10us, PT0.00001S", "3ns, PT0.000000003S", "0s, PT0S", "PT2S, PT2S", "pt2s, PT2S", "P1D, PT24H",
        "0.001s, PT0.001S"})
    void shouldReadDurations(final String text, final String iso)
    {
        assertEquals(Duration.parse(iso), new DurationConverter().convert(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "5", "s", "-1s", "1s1", "1 s", "1w", "PT", "PT-2S", "1.s"})
    void shouldRefuseOtherDurations(final String text)
    {
        assertThrows(TypeConversionException.class, () -> new DurationConverter().convert(text));
    }

    @Test
    void shouldSayWhatIsWrongWithARegularExpression()
    {
        assertEquals("b+", new PatternConverter().convert("b+").pattern());
        assertTrue(assertThrows(TypeConversionException.class, () -> new PatternConverter().convert("a("))
            .getMessage().startsWith("'a(' is no regular expression: Unclosed group; "));
    }

    @ParameterizedTest
    @CsvSource({"3..5, 3, 5", "3.., 3, 9223372036854775807", "..5, 0, 5", "4, 4, 4", ".., 0, 9223372036854775807"})
    void shouldReadSequenceRanges(final String text, final long first, final long last)
    {
        assertEquals(new SequenceRange(first, last), new SequenceRange.Converter().convert(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a..b", "5..3", "-1..2", "1...2", "1.2"})
    void shouldRefuseOtherSequenceRanges(final String text)
    {
        assertThrows(TypeConversionException.class, () -> new SequenceRange.Converter().convert(text));
    }

    @Test
    void shouldReadTimes()
    {
        final TimeConverter converter = new TimeConverter();
        assertEquals(Instant.parse("2026-01-31T12:00:00Z"), converter.convert("2026-01-31T12:00:00Z"));
        assertEquals(Instant.parse("2026-01-31T10:00:00Z"), converter.convert("2026-01-31T12:00+02:00"));
        final Instant before = Instant.now().minusSeconds(600);
        final Instant ago = converter.convert("10m");
        assertTrue(!ago.isBefore(before) && !ago.isAfter(Instant.now()), ago.toString());
        assertThrows(TypeConversionException.class, () -> converter.convert("yesterday"));
    }
}
