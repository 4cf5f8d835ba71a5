package org.shmjournal.cli.input;

import java.nio.ByteBuffer;
import org.shmjournal.VectoredWrite;

/**
 * Takes the records that input is cut into.
 */
public interface RecordSink
{
    /**
     * The next record.
     *
     * @param record      its bytes, from position to limit; valid during the call only.
     * @param inputLength bytes of the input that it stands for, line feeds and lengths included.
     */
    void onRecord(ByteBuffer record, int inputLength);

    /**
     * Space for a record of so many bytes where it is to stay, so that it is read there without a copy between; null
     * from a sink that has to look at records first.
     *
     * @param length at most the maximum record length.
     */
    default VectoredWrite claim(final int length)
    {
        return null;
    }

    /** What was claimed is committed, as the record of so many bytes of the input. */
    default void onCommitted(final int inputLength)
    {
    }

    /** All whole records that have been read so far have been handed over. */
    void onBlockEnd();
}
