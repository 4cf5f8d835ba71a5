package org.shmjournal.cli.input;

import java.io.IOException;
import java.nio.channels.ReadableByteChannel;

/**
 * Cuts input into records.
 */
public interface RecordInput
{
    /**
     * Reads {@code input} to its end. Does not close it.
     *
     * @param name of the input, for messages.
     * @throws InputException when it cannot become records; what came before was handed over.
     */
    void read(ReadableByteChannel input, String name, RecordSink sink) throws IOException;
}
