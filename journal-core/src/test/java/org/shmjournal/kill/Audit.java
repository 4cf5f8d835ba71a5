package org.shmjournal.kill;

import java.nio.ByteBuffer;
import org.shmjournal.RecordContext;
import org.shmjournal.RecordHandler;

/**
 * Reads along and throws at the first record that is not the next one: by its sequence, its payload, its position or
 * its timestamp. What it saw comes down to a count and a digest.
 */
final class Audit implements RecordHandler
{
    private static final long PRIME = 0x100_0000_01B3L;

    private long count;
    private long lastPosition = -1;
    private long lastTimestamp = -1;
    private long digest = 0xCBF2_9CE4_8422_2325L;

    @Override
    public void onRecord(final ByteBuffer buffer, final int offset, final int length, final RecordContext context)
    {
        if (context.sequence() != count)
        {
            throw new IllegalStateException("sequence=" + context.sequence() + ", expected " + count);
        }
        if (context.position() <= lastPosition)
        {
            throw new IllegalStateException("sequence=" + count + " at position=" + context.position() +
                " behind one at " + lastPosition);
        }
        if (context.timestamp() < lastTimestamp)
        {
            throw new IllegalStateException("sequence=" + count + " at timestamp=" + context.timestamp() +
                " behind one at " + lastTimestamp);
        }
        Contents.check(count, buffer, offset, length);
        for (int i = 0; i < length; i++)
        {
            digest(buffer.get(offset + i));
        }
        digest(context.position());
        digest(context.timestamp());
        lastPosition = context.position();
        lastTimestamp = context.timestamp();
        count++;
    }

    private void digest(final long value)
    {
        digest = (digest ^ value) * PRIME;
    }

    /** How many records it saw. */
    long count()
    {
        return count;
    }

    /** Of payloads, positions and timestamps. */
    long digest()
    {
        return digest;
    }
}
