package org.shmjournal.cli;

import java.nio.ByteBuffer;
import org.shmjournal.ChannelSpec;
import org.shmjournal.DataFormat;
import org.shmjournal.RawFormat;
import org.shmjournal.ShmChannel;
import org.shmjournal.ShmReader;
import org.shmjournal.ShmWriter;
import org.shmjournal.cli.transfer.ExportHeader;
import org.shmjournal.cli.transfer.ImportTarget;

/**
 * Writes what an export holds into a channel, which is made, or opened, when the first of it comes: of an export that
 * cannot be read nothing is made. Closing it closes the channel.
 */
final class ChannelImport implements ImportTarget, AutoCloseable
{
    private final ShmChannel<ByteBuffer> channel;
    private final CreationOptions creation;
    private final Progress progress;
    private final ImportedClock clock = new ImportedClock();
    private ShmWriter<?> writer;
    private long records;
    private long bytes;

    ChannelImport(final ShmChannel<ByteBuffer> channel, final CreationOptions creation, final Progress progress)
    {
        this.channel = channel.epochClock(clock);
        this.creation = creation;
        this.progress = progress;
    }

    @Override
    public void onHeader(final ExportHeader exported)
    {
        final ChannelSpec header = exported.spec();
        final PayloadFormat format = creation.formatOr(null);
        final DataFormat<?> named =
            format == null ? RawFormat.as(header.formatId(), header.mediaType()) : format.format();
        // What is there keeps its sizes and the like, but records of another kind would not be what they were.
        final ChannelSpec usual = channel.exists() ?
            ChannelSpec.defaults().timestamps(header.timestamps()) : header;
        open(channel.format(named), usual, exported.createdEpochNanos());
    }

    @Override
    public void onRecord(final ByteBuffer payload, final long timestamp, final long end)
    {
        if (writer == null)
        {
            openWithoutHeader(timestamp);
        }
        requireFit(payload.remaining(), timestamp);
        final int length = payload.remaining();
        clock.next(timestamp);
        writer.writeBytes(payload);
        records++;
        bytes += length;
        progress.show(end, records, bytes);
    }

    private void openWithoutHeader(final long timestamp)
    {
        final boolean exists = channel.exists();
        final PayloadFormat format = creation.formatOr(exists ? null : PayloadFormat.TEXT);
        final ChannelSpec usual =
            exists ? ChannelSpec.defaults() : ChannelSpec.defaults().timestamps(timestamp >= 0);
        final ShmChannel<?> formatted = format == null ? channel : channel.format(format.format());
        open(formatted, usual, timestamp);
    }

    /** A channel that is created is as old as the exported one: its age is what no timestamp is smaller than. */
    private void open(final ShmChannel<?> formatted, final ChannelSpec usual, final long created)
    {
        clock.next(channel.exists() ? lastTimestamp() : created);
        writer = creation.applyTo(formatted, usual).openWriter();
    }

    /** The newest record's; -1 where there is none. */
    private long lastTimestamp()
    {
        final long[] last = {-1};
        try (ShmReader<?> reader = channel.openReader())
        {
            reader.seekToStart();
            final long oldest = reader.sequence();
            reader.seekToEnd();
            if (reader.sequence() > oldest)
            {
                reader.seekToSequence(reader.sequence() - 1);
                reader.poll((buffer, offset, length, context) -> last[0] = context.timestamp(), 1);
            }
        }
        return last[0];
    }

    private void requireFit(final int length, final long timestamp)
    {
        final ChannelSpec spec = writer.header();
        if (length > spec.maxRecordLength())
        {
            throw new IllegalArgumentException("the record has " + length + " bytes, the channel takes at most " +
                spec.maxRecordLength() + "; import into one with a larger --max-record-length or --segment-size");
        }
        if (timestamp >= 0 && !spec.timestamps() && !creation.refusesTimestamps())
        {
            throw new IllegalArgumentException("the record has a timestamp, which the channel has no room for; " +
                "import with --no-timestamps to lose it, or into another channel");
        }
    }

    long records()
    {
        return records;
    }

    /** Bytes of payload. */
    long bytes()
    {
        return bytes;
    }

    /** How many timestamps were not in order, and became those of the record before. */
    long raisedTimestamps()
    {
        return writer == null || !writer.header().timestamps() ? 0 : clock.raised();
    }

    @Override
    public void close()
    {
        if (writer != null)
        {
            writer.close();
        }
    }
}
