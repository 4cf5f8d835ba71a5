package org.shmjournal.cli.input;

import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.nio.charset.StandardCharsets;

/**
 * An input that comes in portions of a given size.
 */
final class TricklingChannel implements ReadableByteChannel
{
    private final byte[] bytes;
    private final int portion;
    private int at;

    TricklingChannel(final String latin1, final int portion)
    {
        this.bytes = latin1.getBytes(StandardCharsets.ISO_8859_1);
        this.portion = portion;
    }

    @Override
    public int read(final ByteBuffer target)
    {
        if (at == bytes.length)
        {
            return -1;
        }
        final int length = Math.min(Math.min(portion, target.remaining()), bytes.length - at);
        target.put(bytes, at, length);
        at += length;
        return length;
    }

    @Override
    public boolean isOpen()
    {
        return true;
    }

    @Override
    public void close()
    {
    }
}
