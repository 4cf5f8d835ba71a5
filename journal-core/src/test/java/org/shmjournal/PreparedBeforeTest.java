package org.shmjournal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.Test;
import org.shmjournal.error.ChannelClosedException;
import org.shmjournal.testing.Damage;
import org.shmjournal.testing.Records;

/** The segment that an owner had prepared before it was killed, for the next owner. */
class PreparedBeforeTest extends ChannelFixture
{
    private static final int LENGTH = 1000;
    private static final int TAKEN = 1008;
    private static final int PER_SEGMENT = RECORDS_END / TAKEN;

    private Path killed()
    {
        return directory.resolve("killed");
    }

    private Path prepared()
    {
        return killed().resolve("00000000000000000001.seg");
    }

    /** An owner's channel that was killed in the first segment, with the second one prepared. */
    private void killWithRoomFor(final int records)
    {
        try (ShmWriter<ByteBuffer> writer = channel().openWriter())
        {
            write(writer, 0, PER_SEGMENT * 3 / 4, LENGTH);
            conductor.doWork();
            write(writer, PER_SEGMENT * 3 / 4, PER_SEGMENT - PER_SEGMENT * 3 / 4 - records, LENGTH);
            Damage.copyDirectory(path(), killed(), "owner.lock");
        }
        assertTrue(Files.exists(prepared()));
    }

    private ShmChannel<ByteBuffer> channelOfTheKilled(final Conductor itsConductor)
    {
        return at(killed()).conductor(itsConductor);
    }

    @Test
    void shouldBeAtHandWhereTheWriterIsAboutToNeedIt()
    {
        killWithRoomFor(2);
        final Conductor late = Conductor.builder().workers(0).build();
        try (ShmWriter<ByteBuffer> writer = channelOfTheKilled(late).openWriter())
        {
            for (int i = PER_SEGMENT - 2; i < PER_SEGMENT + 3; i++)
            {
                assertEquals(TAKEN, writer.tryWrite(Records.buffer(i, LENGTH)));
            }
        }
        try (ShmReader<ByteBuffer> reader = at(killed()).openReader())
        {
            assertRecords(Records.readAll(reader), 0, PER_SEGMENT + 3, LENGTH);
        }
    }

    @Test
    void shouldGoOnBeyondItBeforeTheConductorHasLookedAtIt()
    {
        killWithRoomFor(2);
        try (ShmWriter<ByteBuffer> writer = channelOfTheKilled(conductor).eagerUnmapping(true).openWriter())
        {
            for (int i = PER_SEGMENT - 2; i < PER_SEGMENT + 3; i++)
            {
                assertEquals(TAKEN, writer.tryWrite(Records.buffer(i, LENGTH)));
            }
            write(writer, PER_SEGMENT + 3, 3 * PER_SEGMENT, LENGTH);
        }
        try (ShmReader<ByteBuffer> reader = at(killed()).openReader())
        {
            assertRecords(Records.readAll(reader), 0, 4 * PER_SEGMENT + 3, LENGTH);
        }
    }

    @Test
    void shouldTellThatItWasTruncatedBeforeAnythingIsStoredThere() throws IOException
    {
        killWithRoomFor(2);
        final Conductor late = Conductor.builder().workers(0).build();
        try (ShmWriter<ByteBuffer> writer = channelOfTheKilled(late).openWriter())
        {
            try (FileChannel file = FileChannel.open(prepared(), StandardOpenOption.WRITE))
            {
                file.truncate(DATA_OFFSET);
            }
            late.doWork();
            final ChannelClosedException stopped =
                assertThrows(ChannelClosedException.class, () -> writer.write(Records.buffer(0, LENGTH)));
            assertTrue(stopped.getCause().getMessage().contains(prepared().toString()), stopped.getCause()::getMessage);
        }
    }

    @Test
    void shouldBeRemovedByAnOwnerThatDoesNotNeedIt()
    {
        killWithRoomFor(2);
        channelOfTheKilled(Conductor.builder().workers(0).build()).openWriter().close();
        assertFalse(Files.exists(prepared()));
    }
}
