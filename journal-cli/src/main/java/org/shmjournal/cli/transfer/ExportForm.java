package org.shmjournal.cli.transfer;

import org.shmjournal.cli.output.RecordPrinter;

/**
 * Writes an export: {@link #begin}, the records, {@link #end}. One that lacks its end is not taken for whole.
 */
public interface ExportForm extends RecordPrinter
{
    /** Writes what is known of the channel. */
    void begin(ExportHeader header);

    /** Writes how many records came before, and hands everything over to the system. */
    void end(long records);
}
