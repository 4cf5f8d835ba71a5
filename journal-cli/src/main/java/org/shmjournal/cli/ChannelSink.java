package org.shmjournal.cli;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.shmjournal.ShmWriter;
import org.shmjournal.VectoredWrite;
import org.shmjournal.cli.input.RecordSink;
import org.shmjournal.cli.output.StandardOutput;

/**
 * Writes records into a channel, and tells whoever wants to know how far it got.
 */
final class ChannelSink implements RecordSink
{
    private final ShmWriter<?> writer;
    private final boolean flush;
    private final StandardOutput acknowledgements;
    private final Pace pace;
    private final Progress progress;
    private long records;
    private long bytes;
    private long acknowledgedRecords;

    ChannelSink(
        final ShmWriter<?> writer,
        final Path path,
        final boolean flush,
        final boolean acknowledge,
        final double recordsPerSecond,
        final Progress progress)
    {
        this.writer = writer;
        this.flush = flush;
        this.acknowledgements = acknowledge ? new StandardOutput() : null;
        this.pace = recordsPerSecond > 0 ? new Pace(path, recordsPerSecond) : null;
        this.progress = progress;
    }

    @Override
    public void onRecord(final ByteBuffer record, final int inputLength)
    {
        awaitTurn();
        writer.writeBytes(record);
        onCommitted(inputLength);
    }

    @Override
    public VectoredWrite claim(final int length)
    {
        awaitTurn();
        return writer.claimVectored(length, length);
    }

    @Override
    public void onCommitted(final int inputLength)
    {
        records++;
        bytes += inputLength;
    }

    private void awaitTurn()
    {
        if (pace != null)
        {
            pace.await(records);
        }
    }

    @Override
    public void onBlockEnd()
    {
        if (records == acknowledgedRecords)
        {
            return;
        }
        acknowledgedRecords = records;
        if (flush)
        {
            writer.flush();
        }
        if (acknowledgements != null)
        {
            acknowledgements.println("records=" + records + " bytes=" + bytes + " position=" + writer.position());
            acknowledgements.flush();
        }
        progress.show(bytes, records, bytes);
    }

    long records()
    {
        return records;
    }

    /** Bytes of the input that the records stand for. */
    long bytes()
    {
        return bytes;
    }

    void end()
    {
        progress.end();
    }
}
