package org.shmjournal.bench.loop;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.zip.CRC32C;
import org.shmjournal.cli.measure.loop.Payload;

/**
 * The bare loop's writer, with the CRC32C of each payload in the high half of the word that publishes it: what
 * checksums cost at least where what they cover has just been stored.
 */
public final class CheckedBareAppender extends BareAppender
{
    private final CRC32C crc = new CRC32C();
    private final ByteBuffer view;

    /** Makes a file of this length. */
    public CheckedBareAppender(final Path file, final long length)
    {
        super(file, length);
        view = memory.duplicate();
    }

    @Override
    public void append(final long sequence, final int count)
    {
        final ByteBuffer memory = this.memory;
        final ByteBuffer view = this.view;
        final CRC32C crc = this.crc;
        int offset = this.offset;
        for (int i = 0; i < count; i++)
        {
            final int start = offset + BareLoop.HEADER_LENGTH;
            Payload.put(memory, start, sequence + i);
            crc.reset();
            crc.update(view.limit(start + Payload.LENGTH).position(start));
            BareLoop.putLengthRelease(memory, offset, crc.getValue() << Integer.SIZE | Payload.LENGTH);
            offset = start + Payload.LENGTH;
        }
        this.offset = offset;
    }
}
