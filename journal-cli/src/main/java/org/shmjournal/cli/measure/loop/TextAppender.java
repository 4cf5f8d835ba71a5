package org.shmjournal.cli.measure.loop;

import java.nio.file.Path;
import org.shmjournal.ShmWriter;
import org.shmjournal.codecs.TextFormat;

/** Writes strings to a channel: different ones of one length, all ASCII, made beforehand. */
public final class TextAppender implements Appender
{
    private static final int VALUES = 256;

    private final String[] values = new String[VALUES];
    private final ShmWriter<String> writer;

    /** Creates a channel. */
    public TextAppender(final Path channel, final JournalLayout layout)
    {
        for (int i = 0; i < VALUES; i++)
        {
            values[i] = String.valueOf((char)('a' + i % 26)).repeat(Payload.LENGTH);
        }
        writer = layout.openWriter(channel, TextFormat.utf8());
    }

    @Override
    public void append(final long sequence, final int count)
    {
        final ShmWriter<String> writer = this.writer;
        final String[] values = this.values;
        for (int i = 0; i < count; i++)
        {
            writer.write(values[(int)(sequence + i) & VALUES - 1]);
        }
    }

    @Override
    public void flush()
    {
        writer.flush();
    }

    @Override
    public void close()
    {
        writer.close();
    }
}
