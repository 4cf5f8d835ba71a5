package org.shmjournal.cli.output;

import java.nio.ByteBuffer;
import org.shmjournal.RecordHandler;

/**
 * Prints records, one call each.
 */
public interface RecordPrinter extends RecordHandler
{
    /** Hands everything printed so far over to the system. */
    void flush();

    /** A payload as text where that is not what its bytes are; else null. */
    default String decoded(final ByteBuffer buffer, final int offset, final int length)
    {
        return null;
    }
}
