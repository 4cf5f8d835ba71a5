package org.shmjournal.cli;

import java.util.Locale;
import org.shmjournal.DataFormat;
import org.shmjournal.RawFormat;
import org.shmjournal.codecs.TextFormat;

/**
 * What the payloads of a channel are, as its header says it.
 */
enum PayloadFormat
{
    /** Lines of text. */
    TEXT(TextFormat.utf8()),
    /** Bytes. */
    RAW(RawFormat.raw());

    private final DataFormat<?> format;

    PayloadFormat(final DataFormat<?> format)
    {
        this.format = format;
    }

    DataFormat<?> format()
    {
        return format;
    }

    @Override
    public String toString()
    {
        return name().toLowerCase(Locale.ROOT);
    }
}
