package org.shmjournal;

import org.shmjournal.layout.CursorLayout;

/** What a reader's cursor holds back. */
public enum Gating
{
    /** Nothing: the cursor is a place to go on from. */
    NONE(CursorLayout.NONE),
    /** The deletion of segments that the reader has not read. */
    RETENTION(CursorLayout.RETENTION),
    /** And the writer of a ring, which waits for the reader. */
    WRITER(CursorLayout.WRITER);

    private final int code;

    Gating(final int code)
    {
        this.code = code;
    }

    int code()
    {
        return code;
    }

    static Gating of(final long code)
    {
        return values()[(int)Math.max(0, Math.min(values().length - 1, code))];
    }
}
