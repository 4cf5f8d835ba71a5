package org.shmjournal.cli.transfer;

/**
 * An export is not whole: cut short, or changed. The message says where, what of it stays imported, and what to do.
 */
public final class DamagedExportException extends RuntimeException
{
    private static final long serialVersionUID = 1L;

    /** Says what and where. */
    public DamagedExportException(final String message)
    {
        super(message);
    }
}
