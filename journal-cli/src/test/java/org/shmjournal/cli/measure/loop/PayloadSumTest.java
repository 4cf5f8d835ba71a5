package org.shmjournal.cli.measure.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

/** Held against what each payload is said to hold: words, and behind the last whole one bytes. */
class PayloadSumTest
{
    private static long added(final int records, final int length)
    {
        long sum = 0;
        for (int sequence = 0; sequence < records; sequence++)
        {
            int index = 0;
            for (; index + Long.BYTES <= length; index += Long.BYTES)
            {
                sum += sequence * Payload.MULTIPLIER + index;
            }
            for (; index < length; index++)
            {
                sum += (byte)(sequence + index);
            }
        }
        return sum;
    }

    @Test
    void shouldBeWhatAllRecordsAddUpTo()
    {
        for (final int length : new int[]{8, 13, 31, 32, 33, 256})
        {
            for (final int records : new int[]{1, 255, 256, 257, 1_000})
            {
                assertEquals(added(records, length), PayloadSum.of(records, length),
                    "length=" + length + " records=" + records);
            }
        }
    }
}
