package org.shmjournal.cli;

import java.nio.ByteBuffer;
import org.shmjournal.ChannelSpec;
import org.shmjournal.RawFormat;
import org.shmjournal.RecordContext;
import org.shmjournal.RecordHandler;
import org.shmjournal.ShmChannel;
import org.shmjournal.ShmWriter;

/**
 * Writes records of one channel into another. Closing it closes that.
 */
final class ReplayTarget implements RecordHandler, AutoCloseable
{
    private final ShmWriter<ByteBuffer> writer;
    private final ImportedClock clock;
    private ByteBuffer seen;
    private ByteBuffer view;

    private ReplayTarget(final ShmWriter<ByteBuffer> writer, final ImportedClock clock)
    {
        this.writer = writer;
        this.clock = clock;
    }

    /** Opens a channel, or makes one like the source, to give each record the time at which it is written. */
    static ReplayTarget timedNow(final ShmChannel<ByteBuffer> target, final ChannelSpec source)
    {
        return new ReplayTarget(target.format(RawFormat.as(source.formatId(), source.mediaType()))
            .spec(target.exists() ? ChannelSpec.defaults() : source).openWriter(), null);
    }

    /**
     * Opens a channel with timestamps, or makes one like the source, to give each record the timestamp that it had.
     *
     * @param created when the source was created: no timestamp in it is smaller.
     */
    static ReplayTarget timedAsBefore(
        final ShmChannel<ByteBuffer> target, final ChannelSpec source, final long created)
    {
        final ImportedClock clock = new ImportedClock();
        clock.next(created);
        return new ReplayTarget(target.format(RawFormat.as(source.formatId(), source.mediaType()))
            .spec(target.exists() ? ChannelSpec.defaults().timestamps(true) : source)
            .epochClock(clock).openWriter(), clock);
    }

    @Override
    public void onRecord(final ByteBuffer buffer, final int offset, final int length, final RecordContext context)
    {
        if (buffer != seen)
        {
            // Once a segment, and not once a record.
            seen = buffer;
            view = buffer.duplicate();
        }
        if (clock != null)
        {
            clock.next(context.timestamp());
        }
        writer.writeBytes(view.limit(offset + length).position(offset));
    }

    @Override
    public void close()
    {
        writer.close();
    }
}
