package org.shmjournal.error;

import java.nio.file.Path;

/**
 * A file of the channel holds what no owner wrote: names the file, the offset in it, what was expected and what was
 * found. Never thrown for what a dead writer may leave.
 */
public final class CorruptChannelException extends JournalException
{
    private static final long serialVersionUID = 1L;
    private static final String MEND = "restore the file from a backup";

    private final long fileOffset;
    private final String what;
    private final String expected;
    private final String found;

    /**
     * Damage in a file that nothing but a backup mends.
     *
     * @param file       that is damaged.
     * @param fileOffset in bytes, from the start of the file.
     * @param position   in the stream, or {@link #NO_POSITION}.
     * @param what       is damaged.
     * @param expected   value.
     * @param found      value.
     */
    public CorruptChannelException(
        final Path file,
        final long fileOffset,
        final long position,
        final String what,
        final String expected,
        final String found)
    {
        this(file, fileOffset, position, what, expected, found, MEND);
    }

    /**
     * Damage in a file.
     *
     * @param file       that is damaged.
     * @param fileOffset in bytes, from the start of the file.
     * @param position   in the stream, or {@link #NO_POSITION}.
     * @param what       is damaged.
     * @param expected   value.
     * @param found      value.
     * @param mend       what to do about it.
     */
    public CorruptChannelException(
        final Path file,
        final long fileOffset,
        final long position,
        final String what,
        final String expected,
        final String found,
        final String mend)
    {
        super(file, position, "corrupt " + what + " at file offset " + fileOffset + ": expected " + expected +
            ", found " + found + "; " + mend, null);
        this.fileOffset = fileOffset;
        this.what = what;
        this.expected = expected;
        this.found = found;
    }

    /** Where in the file, in bytes from its start. */
    public long fileOffset()
    {
        return fileOffset;
    }

    /** What is damaged. */
    public String what()
    {
        return what;
    }

    /** What should have stood there. */
    public String expected()
    {
        return expected;
    }

    /** What stands there. */
    public String found()
    {
        return found;
    }
}
