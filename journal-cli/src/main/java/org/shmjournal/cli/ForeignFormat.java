package org.shmjournal.cli;

import java.nio.ByteBuffer;
import org.shmjournal.ChannelSpec;
import org.shmjournal.DataFormat;
import org.shmjournal.RawFormat;

/**
 * Payloads of any format as bytes, under its name: for copying them from a channel into another.
 */
final class ForeignFormat implements DataFormat<ByteBuffer>
{
    private final int id;
    private final String mediaType;

    /** The format of a channel. */
    ForeignFormat(final ChannelSpec header)
    {
        this.id = header.formatId();
        this.mediaType = header.mediaType();
    }

    @Override
    public int id()
    {
        return id;
    }

    @Override
    public String mediaType()
    {
        return mediaType;
    }

    @Override
    public int encode(final ByteBuffer value, final ByteBuffer target, final int offset, final int available)
    {
        return RawFormat.raw().encode(value, target, offset, available);
    }

    @Override
    public ByteBuffer decode(final ByteBuffer source, final int offset, final int length)
    {
        return RawFormat.raw().decode(source, offset, length);
    }
}
