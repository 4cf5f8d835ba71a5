package org.shmjournal.bench.loop;

import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.shmjournal.cli.measure.loop.Payload;

/** A {@link Payload} in a buffer of Agrona, in the order of the processor, which is all that Aeron needs. */
final class AeronPayload
{
    private AeronPayload()
    {
    }

    /** Stores a whole payload, plainly. */
    static void put(final MutableDirectBuffer target, final int offset, final long sequence)
    {
        if (Payload.LENGTH == 4 * Long.BYTES)
        {
            target.putLong(offset, Payload.word(sequence, 0));
            target.putLong(offset + 8, Payload.word(sequence, 8));
            target.putLong(offset + 16, Payload.word(sequence, 16));
            target.putLong(offset + 24, Payload.word(sequence, 24));
            return;
        }
        for (int index = 0; index < Payload.LENGTH; index += Long.BYTES)
        {
            target.putLong(offset + index, Payload.word(sequence, index));
        }
    }

    /** The sum of a payload's words, loaded plainly. */
    static long sum(final DirectBuffer source, final int offset)
    {
        if (Payload.LENGTH == 4 * Long.BYTES)
        {
            return source.getLong(offset) + source.getLong(offset + 8) + source.getLong(offset + 16) +
                source.getLong(offset + 24);
        }
        long sum = 0;
        for (int index = 0; index < Payload.LENGTH; index += Long.BYTES)
        {
            sum += source.getLong(offset + index);
        }
        return sum;
    }
}
