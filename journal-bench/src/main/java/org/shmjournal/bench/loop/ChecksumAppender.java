package org.shmjournal.bench.loop;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.zip.CRC32C;
import org.shmjournal.cli.measure.loop.Appender;
import org.shmjournal.cli.measure.loop.Payload;
import org.shmjournal.io.Mapping;

/**
 * Takes the CRC32C of payloads in a mapped file, and writes nothing: what checksums cost at least. The file is so short
 * that the processor has all of it near, as a writer has what it has just written.
 */
public final class ChecksumAppender implements Appender
{
    private static final int LENGTH = 64 * 1024;

    private final CRC32C crc = new CRC32C();
    private final Mapping mapping;
    private final ByteBuffer memory;
    private final ByteBuffer view;
    private long sum;
    private int offset;

    /** Makes a file of payloads. */
    public ChecksumAppender(final Path file)
    {
        BareLoop.create(file, LENGTH);
        mapping = BareLoop.map(file, true);
        memory = mapping.memory();
        view = memory.duplicate();
        for (int at = 0; at + Payload.LENGTH <= LENGTH; at += Payload.LENGTH)
        {
            Payload.put(memory, at, at);
        }
    }

    @Override
    public void append(final long sequence, final int count)
    {
        final CRC32C crc = this.crc;
        final ByteBuffer view = this.view;
        int offset = this.offset;
        long sum = this.sum;
        for (int i = 0; i < count; i++)
        {
            crc.reset();
            crc.update(view.limit(offset + Payload.LENGTH).position(offset));
            sum += crc.getValue();
            offset = offset + 2 * Payload.LENGTH <= LENGTH ? offset + Payload.LENGTH : 0;
        }
        this.offset = offset;
        this.sum = sum;
    }

    /** Of all checksums, so that they are for something. */
    public long sum()
    {
        return sum;
    }

    @Override
    public void close()
    {
        mapping.close();
    }
}
