package org.shmjournal.cli.measure.loop;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.shmjournal.DataFormat;
import org.shmjournal.ShmWriter;

/** Writes to a channel what somebody has as an object: a format of the user's stores its fields into the map. */
public final class EncodeAppender implements Appender
{
    private final Message message = new Message();
    private final ShmWriter<Message> writer;

    /** What is encoded: everything follows from its sequence. */
    private static final class Message
    {
        private long sequence;
    }

    private static final class MessageFormat implements DataFormat<Message>
    {
        private static final int ID = 1 << 16;

        @Override
        public int id()
        {
            return ID;
        }

        @Override
        public String mediaType()
        {
            return "application/x-benchmark";
        }

        @Override
        public boolean keepsBuffers()
        {
            return false;
        }

        @Override
        public int encode(final Message value, final ByteBuffer target, final int offset, final int available)
        {
            if (available < Payload.LENGTH)
            {
                return -1;
            }
            Payload.put(target, offset, value.sequence);
            return Payload.LENGTH;
        }

        @Override
        public Message decode(final ByteBuffer source, final int offset, final int length)
        {
            throw new UnsupportedOperationException("the benchmarks read by handler");
        }
    }

    /** Creates a channel. */
    public EncodeAppender(final Path channel, final JournalLayout layout)
    {
        writer = layout.openWriter(channel, new MessageFormat());
    }

    @Override
    public void append(final long sequence, final int count)
    {
        final ShmWriter<Message> writer = this.writer;
        final Message message = this.message;
        for (int i = 0; i < count; i++)
        {
            message.sequence = sequence + i;
            writer.write(message);
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
