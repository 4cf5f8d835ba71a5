package org.shmjournal.codecs;

import java.nio.ByteBuffer;

/** Payloads taken out of the map. */
final class Copies
{
    private Copies()
    {
    }

    static byte[] of(final ByteBuffer source, final int offset, final int length)
    {
        final byte[] bytes = new byte[length];
        source.get(offset, bytes, 0, length);
        return bytes;
    }
}
