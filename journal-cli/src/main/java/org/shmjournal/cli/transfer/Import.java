package org.shmjournal.cli.transfer;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ReadableByteChannel;
import java.util.Arrays;

/**
 * Reads an export in either form, which its first bytes tell, and hands on what it holds. What came before damage was
 * handed on.
 */
public final class Import
{
    private static final int BUFFER = 1 << 18;

    private final String name;
    private final ImportTarget target;
    private long records;
    private boolean began;
    private boolean headed;
    private boolean ended;

    /**
     * One input.
     *
     * @param name for messages.
     */
    public Import(final String name, final ImportTarget target)
    {
        this.name = name;
        this.target = target;
    }

    /**
     * Reads to the end of the input; does not close it.
     *
     * @param binaryOnly whether to refuse NDJSON.
     * @throws DamagedExportException when it is not whole.
     */
    public void read(final ReadableByteChannel input, final boolean binaryOnly) throws IOException
    {
        final InputStream bytes = new BufferedInputStream(new ChannelStream(input), BUFFER);
        if (isBinary(bytes))
        {
            new BinaryImport(this).read(Channels.newChannel(bytes));
        }
        else if (binaryOnly)
        {
            throw damaged("byte 0", "it does not begin as a binary export does", "leave out --binary for NDJSON");
        }
        else
        {
            new NdjsonImport(this).read(bytes);
        }
        requireEnd();
    }

    private static boolean isBinary(final InputStream bytes) throws IOException
    {
        final byte[] magic = BinaryLayout.magic();
        bytes.mark(magic.length);
        final boolean binary = Arrays.equals(magic, bytes.readNBytes(magic.length));
        bytes.reset();
        return binary;
    }

    /** A channel as a stream that never asks for a position, as that of a file would, and a pipe has none. */
    private static final class ChannelStream extends InputStream
    {
        private final ReadableByteChannel channel;

        private ChannelStream(final ReadableByteChannel channel)
        {
            this.channel = channel;
        }

        @Override
        public int read() throws IOException
        {
            final byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
        }

        @Override
        public int read(final byte[] target, final int offset, final int length) throws IOException
        {
            return channel.read(ByteBuffer.wrap(target, offset, length));
        }
    }

    void header(final int version, final ExportHeader header, final String where)
    {
        if (version > ExportHeader.VERSION)
        {
            throw damaged(where, "an export of version " + version + ", known is " + ExportHeader.VERSION,
                "import it with the version that exported it");
        }
        requireNoEnd(where);
        if (began)
        {
            throw damaged(where, "a header stands behind the beginning", "import one export after the other");
        }
        began = true;
        headed = true;
        target.onHeader(header);
    }

    void record(final ByteBuffer payload, final long timestamp, final long end, final String where)
    {
        requireNoEnd(where);
        began = true;
        try
        {
            target.onRecord(payload, timestamp, end);
        }
        catch (final IllegalArgumentException refused)
        {
            throw new IllegalArgumentException(name + ": " + where + ": " + refused.getMessage() + stay(), refused);
        }
        records++;
    }

    void end(final long counted, final String where)
    {
        requireNoEnd(where);
        if (counted != records)
        {
            throw damaged(where, "its end says that it has " + counted + " records, " + records + " were found",
                "export the channel again");
        }
        ended = true;
    }

    /** Damage at a place, and what to do. */
    DamagedExportException damaged(final String where, final String what, final String mend)
    {
        return new DamagedExportException(name + ": " + where + ": " + what + stay() + "; " + mend);
    }

    private String stay()
    {
        return records == 0 ? "; nothing was imported" :
            records == 1 ? "; the record before it was imported, and stays" :
            "; the " + records + " records before it were imported, and stay";
    }

    private void requireNoEnd(final String where)
    {
        if (ended)
        {
            throw damaged(where, "something stands behind the end", "import one export after the other");
        }
    }

    private void requireEnd()
    {
        if (!began)
        {
            throw damaged("byte 0", "the input is empty", "is it the right one?");
        }
        if (headed && !ended)
        {
            throw damaged("its end", "the export was cut short: the line that ends one is missing",
                "export the channel again");
        }
    }
}
