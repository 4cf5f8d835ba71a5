package org.shmjournal.damage;

import java.nio.file.Path;
import java.util.HexFormat;

/**
 * Damage to one file: some bytes of it are others, or are gone.
 *
 * @param file  that is damaged.
 * @param from  offset of the first byte.
 * @param bytes that stand there instead; null when the file ends there.
 * @param kind  of damage.
 */
record Injury(Path file, int from, byte[] bytes, Kind kind)
{
    /** Where such damage comes from. */
    enum Kind
    {
        /** A bit of memory or disk. */
        FLIP,
        /** A value that a word never has here. */
        VALUE,
        /** Zero, which where a record's word was looks like the end. */
        ZERO,
        /** Somebody who can compute checks. */
        FORGERY,
        /** A file that ends too early. */
        TRUNCATION
    }

    /** Behind the last byte. */
    int to()
    {
        return from + bytes.length;
    }

    @Override
    public String toString()
    {
        return kind + " of " + file.getFileName() + " at " + from +
            (bytes == null ? "" : " to " + HexFormat.of().formatHex(bytes));
    }
}
