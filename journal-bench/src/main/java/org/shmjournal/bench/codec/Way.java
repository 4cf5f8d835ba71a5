package org.shmjournal.bench.codec;

import java.nio.ByteBuffer;
import org.shmjournal.DataFormat;

/**
 * A format with a value to encode and one to decode into.
 *
 * @param <T> what they are.
 */
record Way<T>(DataFormat<T> format, T value, T reuse)
{
    int encode(final ByteBuffer target, final int offset, final int available)
    {
        return format.encode(value, target, offset, available);
    }

    T decode(final ByteBuffer source, final int offset, final int length)
    {
        return format.decode(source, offset, length, reuse);
    }
}
