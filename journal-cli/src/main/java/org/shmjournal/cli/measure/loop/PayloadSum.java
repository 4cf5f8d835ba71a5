package org.shmjournal.cli.measure.loop;

/** What a reader's sum must be; for whoever writes and reads no {@link Payload} himself. */
public final class PayloadSum
{
    private static final int BYTE_VALUES = 1 << Byte.SIZE;

    private PayloadSum()
    {
    }

    /**
     * The sum over all words of the payloads of the records with the sequences from 0 to {@code records - 1}, and over
     * the bytes behind the last whole word of each.
     *
     * @param length of each payload in bytes.
     */
    public static long of(final long records, final int length)
    {
        final long words = length / Long.BYTES;
        final long sequences = records * (records - 1) / 2;
        final long indexes = words * (words - 1) / 2 * Long.BYTES;
        return sequences * Payload.MULTIPLIER * words + records * indexes + ofBytes(records, length);
    }

    /** At each index, every 256 records have all bytes that there are. */
    private static long ofBytes(final long records, final int length)
    {
        final int begin = length & -Long.BYTES;
        long sum = (length - begin) * (records / BYTE_VALUES) * -(BYTE_VALUES / 2);
        for (long sequence = records / BYTE_VALUES * BYTE_VALUES; sequence < records; sequence++)
        {
            for (int index = begin; index < length; index++)
            {
                sum += (byte)(sequence + index);
            }
        }
        return sum;
    }
}
