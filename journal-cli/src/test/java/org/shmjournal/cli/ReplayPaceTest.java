package org.shmjournal.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.TypeConversionException;

class ReplayPaceTest
{
    @ParameterizedTest
    @CsvSource({"1, 1000", "2, 100000", "0.5, 300000", "1, 3000000"})
    void shouldLetNothingGoBeforeItIsDue(final double factor, final long gap)
    {
        final int[] waits = {0};
        final ReplayPace pace = new ReplayPace(Path.of("channel"), new Speed(factor), () -> waits[0]++);
        final long first = 1_700_000_000_000_000_000L;
        final long started = System.nanoTime();
        pace.await(first);
        for (int i = 1; i <= 20; i++)
        {
            pace.await(first + i * gap);
            assertTrue(System.nanoTime() - started >= (long)(i * gap / factor));
        }
        assertEquals(20, pace.deviations().getTotalCount());
        assertTrue(gap < 100_000 || waits[0] > 0);
    }

    @Test
    void shouldNotWaitForTimestampsThatGoBack()
    {
        final ReplayPace pace = new ReplayPace(Path.of("channel"), Speed.ORIGINAL, () -> {
            throw new AssertionError("waits");
        });
        pace.await(1_000_000_000_000L);
        pace.await(0);
        assertEquals(1, pace.deviations().getTotalCount());
    }

    @ParameterizedTest
    @CsvSource({"original, 1", "2x, 2", "0.5x, 0.5", "10X, 10", "3×, 3", "max, Infinity"})
    void shouldReadSpeeds(final String text, final double factor)
    {
        assertEquals(factor, new Speed.Converter().convert(text).factor());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "0x", "-1x", "2", "0.0x", "fast", "1e3x"})
    void shouldRefuseOtherSpeeds(final String text)
    {
        assertThrows(TypeConversionException.class, () -> new Speed.Converter().convert(text));
    }
}
