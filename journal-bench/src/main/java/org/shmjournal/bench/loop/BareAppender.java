package org.shmjournal.bench.loop;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.shmjournal.cli.measure.loop.Appender;
import org.shmjournal.cli.measure.loop.Payload;
import org.shmjournal.io.Mapping;

/** The bare loop's writer. */
public class BareAppender implements Appender
{
    final ByteBuffer memory;
    int offset;
    private final Mapping mapping;

    /** Makes a file of this length. */
    public BareAppender(final Path file, final long length)
    {
        BareLoop.create(file, length);
        mapping = BareLoop.map(file, true);
        memory = mapping.memory();
        BareLoop.touchToWrite(memory);
    }

    @Override
    public void append(final long sequence, final int count)
    {
        final ByteBuffer memory = this.memory;
        int offset = this.offset;
        for (int i = 0; i < count; i++)
        {
            final int start = offset + BareLoop.HEADER_LENGTH;
            Payload.put(memory, start, sequence + i);
            BareLoop.putLengthRelease(memory, offset, Payload.LENGTH);
            offset = start + Payload.LENGTH;
        }
        this.offset = offset;
    }

    @Override
    public void close()
    {
        mapping.close();
    }
}
