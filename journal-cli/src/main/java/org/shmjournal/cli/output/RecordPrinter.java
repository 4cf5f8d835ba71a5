package org.shmjournal.cli.output;

import org.shmjournal.RecordHandler;

/**
 * Prints records, one call each.
 */
public interface RecordPrinter extends RecordHandler
{
    /** Hands everything printed so far over to the system. */
    void flush();
}
