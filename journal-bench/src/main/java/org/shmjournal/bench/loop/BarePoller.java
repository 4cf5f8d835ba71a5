package org.shmjournal.bench.loop;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.shmjournal.cli.measure.loop.Payload;
import org.shmjournal.cli.measure.loop.Poller;
import org.shmjournal.io.Mapping;

/** The bare loop's reader. */
public final class BarePoller implements Poller
{
    private final Mapping mapping;
    private final ByteBuffer memory;
    private final Slip slip;
    private final boolean variableLength;
    private int offset;
    private long sum;

    /** Maps a file that is there. */
    public BarePoller(final Path file, final BareReading reading)
    {
        mapping = BareLoop.map(file, false);
        memory = mapping.memory();
        slip = reading.slip() ? new Slip() : null;
        variableLength = reading.variableLength();
        if (reading.touch())
        {
            BareLoop.touchToRead(memory);
        }
    }

    @Override
    public int poll(final int limit)
    {
        if (slip != null)
        {
            slip.before();
        }
        final int count = deliver(limit);
        if (slip != null)
        {
            slip.polled(count, count < limit);
        }
        return count;
    }

    private int deliver(final int limit)
    {
        final ByteBuffer memory = this.memory;
        int offset = this.offset;
        long sum = this.sum;
        int count = 0;
        while (count < limit)
        {
            final long length = BareLoop.lengthAcquire(memory, offset);
            if (length == 0)
            {
                break;
            }
            final int start = offset + BareLoop.HEADER_LENGTH;
            sum += Payload.sum(memory, start);
            offset = start + (variableLength ? align((int)length) : Payload.LENGTH);
            count++;
        }
        this.offset = offset;
        this.sum = sum;
        return count;
    }

    private static int align(final int length)
    {
        return length + Long.BYTES - 1 & -Long.BYTES;
    }

    @Override
    public long sum()
    {
        return sum;
    }

    @Override
    public void rewind()
    {
        offset = 0;
        sum = 0;
    }

    @Override
    public void close()
    {
        mapping.close();
    }
}
