package org.shmjournal.bench.loop;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import org.shmjournal.ConcurrentShmWriter;
import org.shmjournal.RawFormat;
import org.shmjournal.cli.measure.loop.Appender;
import org.shmjournal.cli.measure.loop.JournalLayout;
import org.shmjournal.cli.measure.loop.Payload;

/** A channel that several threads append bytes to. */
public final class JournalStream implements SharedStream
{
    private final ConcurrentShmWriter<ByteBuffer> writer;

    /** Creates a channel. */
    public JournalStream(final Path channel, final JournalLayout layout)
    {
        writer = layout.openConcurrentWriter(channel, RawFormat.raw());
    }

    @Override
    public Appender appender()
    {
        return new ThreadAppender(writer);
    }

    @Override
    public void close()
    {
        writer.close();
    }

    private static final class ThreadAppender implements Appender
    {
        private final ByteBuffer source = ByteBuffer.allocateDirect(Payload.LENGTH).order(ByteOrder.LITTLE_ENDIAN);
        private final ConcurrentShmWriter<ByteBuffer> writer;

        private ThreadAppender(final ConcurrentShmWriter<ByteBuffer> writer)
        {
            this.writer = writer;
        }

        @Override
        public void append(final long sequence, final int count)
        {
            final ConcurrentShmWriter<ByteBuffer> writer = this.writer;
            final ByteBuffer source = this.source;
            for (int i = 0; i < count; i++)
            {
                Payload.put(source, 0, sequence + i);
                writer.writeBytes(source);
            }
        }

        @Override
        public void close()
        {
            // The stream is closed for all threads.
        }
    }
}
