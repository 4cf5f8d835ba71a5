package org.shmjournal.cli.input;

import java.nio.ByteBuffer;

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

    /** All whole records that have been read so far have been handed over. */
    void onBlockEnd();
}
