package org.shmjournal.bench.loop;

import java.nio.file.Path;
import io.aeron.Aeron;
import io.aeron.ExclusivePublication;
import io.aeron.archive.Archive;
import io.aeron.archive.ArchiveThreadingMode;
import io.aeron.archive.ArchivingMediaDriver;
import io.aeron.archive.client.AeronArchive;
import io.aeron.archive.status.RecordingPos;
import io.aeron.logbuffer.BufferClaim;
import org.agrona.CloseHelper;
import org.agrona.concurrent.status.CountersReader;
import org.shmjournal.cli.measure.loop.Appender;
import org.shmjournal.cli.measure.loop.Payload;

/**
 * Writes to an IPC publication that Aeron Archive records, exclusive, by {@code tryClaim}. Driver and archive run here,
 * each on one thread that backs off; files are not forced, segments have the 128 MiB that are default. What is appended
 * is recorded a little later, see {@link #awaitRecorded()}.
 */
public final class ArchiveAppender implements Appender
{
    /** Of the stream that is recorded. */
    private static final int STREAM = 1001;

    private final BufferClaim claim = new BufferClaim();
    private final ArchivingMediaDriver driver;
    private final Aeron aeron;
    private final AeronArchive archive;
    private final ExclusivePublication publication;
    private final int recordedCounter;

    /** Makes an archive in a directory, in which the driver's files are, too. */
    public ArchiveAppender(final Path place)
    {
        this(place, place.resolve("archive"));
    }

    /**
     * Makes an archive.
     *
     * @param place            for the driver's files, which are best in memory.
     * @param archiveDirectory for the recording; it stays when this is closed.
     */
    public ArchiveAppender(final Path place, final Path archiveDirectory)
    {
        final Path driverDirectory = driverDirectory(place);
        driver = ArchivingMediaDriver.launch(AeronAppender.driverContext(driverDirectory),
            archiveContext(driverDirectory, archiveDirectory));
        aeron = Aeron.connect(AeronAppender.context(driverDirectory));
        archive = connect(aeron);
        publication = archive.addRecordedExclusivePublication(AeronAppender.CHANNEL, STREAM);
        recordedCounter = awaitRecording();
    }

    /** Where the driver's files are that {@link ArchivePoller} needs to connect. */
    static Path driverDirectory(final Path place)
    {
        return place.resolve("driver");
    }

    /** A client of the archive of this client's driver. */
    static AeronArchive connect(final Aeron aeron)
    {
        return AeronArchive.connect(new AeronArchive.Context()
            .aeron(aeron)
            .controlRequestChannel(AeronAppender.CHANNEL)
            .controlResponseChannel(AeronAppender.CHANNEL));
    }

    private static Archive.Context archiveContext(final Path driverDirectory, final Path archiveDirectory)
    {
        return new Archive.Context()
            .aeronDirectoryName(driverDirectory.toString())
            .archiveDir(archiveDirectory.toFile())
            .deleteArchiveOnStart(true)
            .threadingMode(ArchiveThreadingMode.SHARED)
            .fileSyncLevel(0)
            .catalogFileSyncLevel(0)
            .controlChannelEnabled(false)
            .recordingEventsEnabled(false)
            // These two are asked for, and not used: nothing is replicated.
            .replicationChannel("aeron:udp?endpoint=localhost:0")
            .archiveClientContext(new AeronArchive.Context().controlResponseChannel(AeronAppender.CHANNEL));
    }

    private int awaitRecording()
    {
        final CountersReader counters = aeron.countersReader();
        int counter = RecordingPos.findCounterIdBySession(counters, publication.sessionId(), archive.archiveId());
        while (counter == CountersReader.NULL_COUNTER_ID)
        {
            Thread.yield();
            counter = RecordingPos.findCounterIdBySession(counters, publication.sessionId(), archive.archiveId());
        }
        return counter;
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

    /** Appends them, and waits until they are recorded. */
    @Override
    public void appendAll(final long records)
    {
        Appender.super.appendAll(records);
        awaitRecorded();
    }

    /**
     * Waits until all that was appended is in the archive's files.
     *
     * @throws IllegalStateException when the archive has stopped recording.
     */
    public void awaitRecorded()
    {
        final CountersReader counters = aeron.countersReader();
        final long position = publication.position();
        while (counters.getCounterValue(recordedCounter) < position)
        {
            if (counters.getCounterState(recordedCounter) != CountersReader.RECORD_ALLOCATED)
            {
                throw new IllegalStateException("the recording ended before position=" + position + ": " +
                    archive.pollForErrorResponse());
            }
            Thread.yield();
        }
    }

    @Override
    public void close()
    {
        CloseHelper.closeAll(publication, archive, aeron, driver);
    }
}
