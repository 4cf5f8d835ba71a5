package org.shmjournal.cli.measure.loop;

/** What a reader's sum must be; for whoever writes and reads no {@link Payload} himself. */
public final class PayloadSum
{
    private PayloadSum()
    {
    }

    /**
     * The sum over all words of the payloads of the records with the sequences from 0 to {@code records - 1}.
     *
     * @param length of each payload in bytes.
     */
    public static long of(final long records, final int length)
    {
        final long words = length / Long.BYTES;
        final long sequences = records * (records - 1) / 2;
        final long indexes = words * (words - 1) / 2 * Long.BYTES;
        return sequences * Payload.MULTIPLIER * words + records * indexes;
    }
}
