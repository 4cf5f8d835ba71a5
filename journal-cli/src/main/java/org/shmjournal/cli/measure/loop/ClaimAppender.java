package org.shmjournal.cli.measure.loop;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.shmjournal.RawFormat;
import org.shmjournal.RecordClaim;
import org.shmjournal.ShmWriter;

/** Writes to a channel in place: claims space, fills it, commits. */
public final class ClaimAppender implements Appender
{
    private final ShmWriter<ByteBuffer> writer;

    /** Creates a channel. */
    public ClaimAppender(final Path channel, final JournalLayout layout)
    {
        writer = layout.openWriter(channel, RawFormat.raw());
    }

    @Override
    public void append(final long sequence, final int count)
    {
        final ShmWriter<ByteBuffer> writer = this.writer;
        for (int i = 0; i < count; i++)
        {
            final RecordClaim claim = writer.claim(Payload.LENGTH);
            Payload.put(claim.buffer(), claim.offset(), sequence + i);
            claim.commit(Payload.LENGTH);
        }
    }

    @Override
    public void flush()
    {
        writer.flush();
    }

    @Override
    public void close()
    {
        writer.close();
    }
}
