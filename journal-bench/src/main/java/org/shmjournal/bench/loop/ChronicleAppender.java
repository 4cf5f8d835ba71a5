package org.shmjournal.bench.loop;

import java.nio.file.Path;
import net.openhft.chronicle.bytes.Bytes;
import net.openhft.chronicle.queue.ChronicleQueue;
import net.openhft.chronicle.queue.ExcerptAppender;
import net.openhft.chronicle.queue.impl.single.SingleChronicleQueue;
import net.openhft.chronicle.wire.DocumentContext;
import org.agrona.CloseHelper;
import org.shmjournal.cli.measure.loop.Appender;
import org.shmjournal.cli.measure.loop.Payload;

/**
 * Writes to a queue of Chronicle by {@code writingDocument}, words as they are, all of its settings default: a file a
 * day, mapped in blocks of 64 MiB. The pages ahead are touched by a {@link ChronicleToucher}. It may be made by one
 * thread and used by another.
 */
public final class ChronicleAppender implements Appender
{
    private final SingleChronicleQueue queue;
    private final ExcerptAppender appender;
    private final ChronicleToucher toucher;

    /**
     * Makes a queue.
     *
     * @param place         directory of the queue.
     * @param expectedBytes how much of the file is touched ahead of the writer at most; 0 touches nothing.
     */
    public ChronicleAppender(final Path place, final long expectedBytes)
    {
        queue = ChronicleQueue.singleBuilder(place).build();
        toucher = expectedBytes > 0 ? new ChronicleToucher(queue, expectedBytes) : null;
        appender = queue.createAppender();
        appender.singleThreadedCheckReset();
    }

    @Override
    public void append(final long sequence, final int count)
    {
        final ExcerptAppender appender = this.appender;
        for (int i = 0; i < count; i++)
        {
            try (DocumentContext document = appender.writingDocument())
            {
                put(document.wire().bytes(), sequence + i);
            }
        }
    }

    private static void put(final Bytes<?> target, final long sequence)
    {
        if (Payload.LENGTH == 4 * Long.BYTES)
        {
            target.writeLong(Payload.word(sequence, 0));
            target.writeLong(Payload.word(sequence, 8));
            target.writeLong(Payload.word(sequence, 16));
            target.writeLong(Payload.word(sequence, 24));
            return;
        }
        for (int index = 0; index < Payload.LENGTH; index += Long.BYTES)
        {
            target.writeLong(Payload.word(sequence, index));
        }
    }

    @Override
    public void close()
    {
        CloseHelper.closeAll(toucher, appender::close, queue::close);
    }
}
