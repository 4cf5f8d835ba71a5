package org.shmjournal.bench.loop;

import java.nio.file.Path;
import io.aeron.Aeron;
import io.aeron.CommonContext;
import io.aeron.ExclusivePublication;
import io.aeron.driver.MediaDriver;
import io.aeron.driver.ThreadingMode;
import io.aeron.logbuffer.BufferClaim;
import org.agrona.CloseHelper;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.BackoffIdleStrategy;
import org.shmjournal.cli.measure.loop.Appender;
import org.shmjournal.cli.measure.loop.Payload;

/**
 * Writes to an IPC publication of Aeron, exclusive, by {@code tryClaim}; its media driver, which is not on the way of a
 * record, runs here on one thread that backs off.
 */
public final class AeronAppender implements Appender
{
    /** Of IPC. */
    static final String CHANNEL = CommonContext.IPC_CHANNEL;
    /** Of the stream. */
    static final int STREAM = 1001;

    private static final int TERM_LENGTH = 64 * 1024 * 1024;

    private final BufferClaim claim = new BufferClaim();
    private final MediaDriver driver;
    private final Aeron aeron;
    private final ExclusivePublication publication;

    /** Starts a driver in a directory. */
    public AeronAppender(final Path place)
    {
        driver = MediaDriver.launch(new MediaDriver.Context()
            .aeronDirectoryName(place.toString())
            .dirDeleteOnStart(true)
            .dirDeleteOnShutdown(true)
            .threadingMode(ThreadingMode.SHARED)
            .sharedIdleStrategy(new BackoffIdleStrategy(10, 10, 1_000, 1_000_000))
            .termBufferSparseFile(false)
            .performStorageChecks(false)
            .ipcTermBufferLength(TERM_LENGTH));
        aeron = Aeron.connect(context(place));
        publication = aeron.addExclusivePublication(CHANNEL, STREAM);
    }

    static Aeron.Context context(final Path place)
    {
        return new Aeron.Context().aeronDirectoryName(place.toString()).preTouchMappedMemory(true);
    }

    @Override
    public void append(final long sequence, final int count)
    {
        final ExclusivePublication publication = this.publication;
        final BufferClaim claim = this.claim;
        for (int i = 0; i < count; i++)
        {
            while (publication.tryClaim(Payload.LENGTH, claim) < 0)
            {
                if (publication.isClosed())
                {
                    throw new IllegalStateException("the publication is closed");
                }
            }
            put(claim.buffer(), claim.offset(), sequence + i);
            claim.commit();
        }
    }

    private static void put(final MutableDirectBuffer target, final int offset, final long sequence)
    {
        if (Payload.LENGTH == 4 * Long.BYTES)
        {
            target.putLong(offset, Payload.word(sequence, 0));
            target.putLong(offset + 8, Payload.word(sequence, 8));
            target.putLong(offset + 16, Payload.word(sequence, 16));
            target.putLong(offset + 24, Payload.word(sequence, 24));
            return;
        }
        for (int index = 0; index < Payload.LENGTH; index += Long.BYTES)
        {
            target.putLong(offset + index, Payload.word(sequence, index));
        }
    }

    @Override
    public void close()
    {
        CloseHelper.closeAll(publication, aeron, driver);
    }
}
