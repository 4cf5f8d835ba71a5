package org.shmjournal.bench.loop;

import java.nio.file.Path;
import io.aeron.Aeron;
import io.aeron.CommonContext;
import io.aeron.ExclusivePublication;
import io.aeron.driver.MediaDriver;
import io.aeron.driver.ThreadingMode;
import io.aeron.logbuffer.BufferClaim;
import org.agrona.CloseHelper;
import org.agrona.concurrent.BackoffIdleStrategy;
import org.shmjournal.cli.measure.loop.Appender;
import org.shmjournal.cli.measure.loop.Payload;

/**
 * Writes to an IPC publication of Aeron, exclusive, by {@code tryClaim}. The media driver, which is not on the way of a
 * record, runs here on one thread that backs off, or in another process that writes another stream of the same driver.
 */
public final class AeronAppender implements Appender
{
    /** Of IPC. */
    static final String CHANNEL = CommonContext.IPC_CHANNEL;
    /** Of the stream. */
    public static final int STREAM = 1001;

    private static final int TERM_LENGTH = 64 * 1024 * 1024;

    private final BufferClaim claim = new BufferClaim();
    private final MediaDriver driver;
    private final Aeron aeron;
    private final ExclusivePublication publication;

    /** Starts a driver in a directory. */
    public AeronAppender(final Path place)
    {
        this(place, STREAM, true);
    }

    /**
     * Writes one of the streams of a driver.
     *
     * @param driverDirectory of all that share the driver.
     * @param stream          which nobody else writes.
     * @param launchDriver    whether the driver is started here, and ends with this; else it runs already, and ends
     *                        after this.
     */
    public AeronAppender(final Path driverDirectory, final int stream, final boolean launchDriver)
    {
        driver = launchDriver ? MediaDriver.launch(driverContext(driverDirectory)) : null;
        aeron = Aeron.connect(context(driverDirectory));
        publication = aeron.addExclusivePublication(CHANNEL, stream);
    }

    /** What a driver is launched with. */
    static MediaDriver.Context driverContext(final Path directory)
    {
        return new MediaDriver.Context()
            .aeronDirectoryName(directory.toString())
            .dirDeleteOnStart(true)
            .dirDeleteOnShutdown(true)
            .threadingMode(ThreadingMode.SHARED)
            .sharedIdleStrategy(new BackoffIdleStrategy(10, 10, 1_000, 1_000_000))
            .termBufferSparseFile(false)
            .performStorageChecks(false)
            .ipcTermBufferLength(TERM_LENGTH);
    }

    /** What a client connects with. */
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
            AeronPayload.put(claim.buffer(), claim.offset(), sequence + i);
            claim.commit();
        }
    }

    @Override
    public void close()
    {
        CloseHelper.closeAll(publication, aeron, driver);
    }
}
