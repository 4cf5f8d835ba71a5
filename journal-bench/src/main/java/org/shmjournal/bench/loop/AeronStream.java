package org.shmjournal.bench.loop;

import java.nio.ByteOrder;
import java.nio.file.Path;
import io.aeron.Aeron;
import io.aeron.Publication;
import io.aeron.driver.MediaDriver;
import io.aeron.logbuffer.BufferClaim;
import org.agrona.MutableDirectBuffer;
import org.shmjournal.cli.measure.loop.Appender;
import org.shmjournal.cli.measure.loop.Payload;

/** A concurrent publication that several threads claim from, with a media driver of its own. */
public final class AeronStream implements SharedStream
{
    /** What its log buffers take at most, with what the driver needs. */
    public static final long BYTES_ON_DISK = 300L << 20;

    private final MediaDriver driver;
    private final Aeron aeron;
    private final Publication publication;

    /** Launches a driver whose files are in this directory. */
    public AeronStream(final Path directory)
    {
        driver = MediaDriver.launch(AeronAppender.driverContext(directory));
        aeron = Aeron.connect(AeronAppender.context(directory));
        publication = aeron.addPublication(AeronAppender.CHANNEL, AeronAppender.STREAM);
    }

    @Override
    public Appender appender()
    {
        return new ThreadAppender(publication);
    }

    @Override
    public void close()
    {
        aeron.close();
        driver.close();
    }

    private static final class ThreadAppender implements Appender
    {
        private final BufferClaim claim = new BufferClaim();
        private final Publication publication;

        private ThreadAppender(final Publication publication)
        {
            this.publication = publication;
        }

        @Override
        public void append(final long sequence, final int count)
        {
            final Publication publication = this.publication;
            final BufferClaim claim = this.claim;
            for (int i = 0; i < count; i++)
            {
                while (publication.tryClaim(Payload.LENGTH, claim) < 0)
                {
                    // Until the reader is there, and has read on.
                }
                put(claim.buffer(), claim.offset(), sequence + i);
                claim.commit();
            }
        }

        private static void put(final MutableDirectBuffer target, final int offset, final long sequence)
        {
            for (int index = 0; index < Payload.LENGTH; index += Long.BYTES)
            {
                target.putLong(offset + index, Payload.word(sequence, index), ByteOrder.LITTLE_ENDIAN);
            }
        }

        @Override
        public void close()
        {
            // The publication is closed for all threads.
        }
    }
}
