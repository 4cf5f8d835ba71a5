package org.shmjournal.proof.script;

import java.nio.ByteBuffer;
import java.util.Random;
import org.shmjournal.DataFormat;
import org.shmjournal.RawFormat;
import org.shmjournal.layout.Memory;

/**
 * Bytes as they are, stored through {@link Memory}, so that each store is a step. What does not fit, or fails, leaves a
 * {@link Forgery}. One thread.
 */
final class ProofFormat implements DataFormat<Payload>
{
    private final Random random;

    ProofFormat(final Random random)
    {
        this.random = random;
    }

    @Override
    public int id()
    {
        return RawFormat.ID;
    }

    @Override
    public String mediaType()
    {
        return RawFormat.MEDIA_TYPE;
    }

    @Override
    public int encode(final Payload value, final ByteBuffer target, final int offset, final int available)
    {
        final int length = value.bytes().length;
        if (value.fault() != Payload.Fault.NONE || length > available)
        {
            Forgery.fill(target, offset, Math.min(available, Math.max(length, 64)), random);
            if (value.fault() == Payload.Fault.THROWS)
            {
                throw new Payload.EncodingException();
            }
            return -1;
        }
        Memory.putBytes(target, offset, ByteBuffer.wrap(value.bytes()), 0, length);
        return length;
    }

    @Override
    public Payload decode(final ByteBuffer source, final int offset, final int length)
    {
        throw new UnsupportedOperationException("readers of the proof look at the bytes");
    }
}
