package org.shmjournal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.shmjournal.error.CorruptChannelException;
import org.shmjournal.layout.ControlLayout;
import org.shmjournal.testing.Damage;
import org.shmjournal.testing.Records;

/** A reader that asks for durable records only delivers what a power loss cannot take away, and all of that. */
class DurableReaderTest extends ChannelFixture
{
    private static final int RECORD = 112;

    private ShmReader<ByteBuffer> openDurableReader()
    {
        return channel().durableOnly().openReader();
    }

    @Test
    void shouldStopExactlyAtTheDurablePosition()
    {
        try (ShmWriter<ByteBuffer> writer = channel().openWriter();
            ShmReader<ByteBuffer> reader = openDurableReader())
        {
            write(writer, 0, 10, 100);
            assertEquals(0, Records.readAll(reader).size());
            writer.flush();
            write(writer, 10, 10, 100);
            assertRecords(Records.readAll(reader), 0, 10, 100);
            assertEquals(writer.durablePosition(), reader.position());
            assertEquals(0, Records.readAll(reader).size());
            assertEquals(ReaderState.ACTIVE, reader.state());
            writer.flush();
            assertRecords(Records.readAll(reader), 10, 10, 100);
        }
    }

    @Test
    void shouldStopAtAnyPositionThatIsSaidToBeDurable()
    {
        try (ShmWriter<ByteBuffer> writer = channel().openWriter())
        {
            write(writer, 0, 20, 100);
            for (int durable = 0; durable <= 20 * RECORD; durable += 8)
            {
                Damage.putLong(controlFile(), ControlLayout.DURABLE_POSITION, durable);
                try (ShmReader<ByteBuffer> reader = openDurableReader())
                {
                    assertEquals(durable / RECORD, Records.readAll(reader).size());
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {-8, Long.MIN_VALUE, 20 * RECORD + 16, SEGMENT_SIZE, SEGMENT_SIZE + 8, Long.MAX_VALUE})
    void shouldNotBelieveAPositionThatNoOwnerStores(final long durable)
    {
        writeAndClose(smallSegments(), 20, 100);
        Damage.putLong(controlFile(), ControlLayout.DURABLE_POSITION, durable);
        final CorruptChannelException refused =
            assertThrows(CorruptChannelException.class, this::openDurableReader);
        assertEquals("durable position", refused.what());
        assertEquals("" + durable, refused.found());
        assertEquals(List.of(refused.getMessage()), channel().info().problems());
        assertRecords(readAll(), 0, 20, 100);
        channel().recover(RecoverySpec.defaults().cutAt(20 * RECORD));
        assertEquals(List.of(), channel().info().problems());
        try (ShmReader<ByteBuffer> reader = openDurableReader())
        {
            assertRecords(Records.readAll(reader), 0, 20, 100);
        }
    }

    @Test
    void shouldNotGoPastHeartbeatsThatAreNotDurable()
    {
        try (ShmWriter<ByteBuffer> writer = channel().openWriter();
            ShmReader<ByteBuffer> reader = openDurableReader())
        {
            writer.heartbeat();
            assertEquals(0, Records.readAll(reader).size());
            assertEquals(0, reader.position());
            writer.flush();
            writer.heartbeat();
            assertEquals(0, Records.readAll(reader).size());
            assertEquals(8, reader.position());
        }
    }

    @Test
    void shouldFollowTheDurablePositionAcrossRolls()
    {
        final ChannelSpec spec = smallSegments().durability(Durability.PERIODIC).forceEvery(7 * RECORD);
        try (ShmWriter<ByteBuffer> writer = channel(spec).openWriter();
            ShmReader<ByteBuffer> reader = openDurableReader())
        {
            int read = 0;
            for (int i = 0; i < 2000; i++)
            {
                write(writer, i, 1, 100);
                conductor.doWork();
                final int now = Records.readAll(reader).size();
                read += now;
                assertTrue(reader.position() <= writer.durablePosition());
                assertEquals(read, writer.lastSequence() + 1 - (writer.position() - writer.durablePosition()) / RECORD);
            }
        }
    }

    @Test
    void shouldNotRollBeforeTheRollIsDurable()
    {
        try (ShmWriter<ByteBuffer> writer = channel().openWriter();
            ShmReader<ByteBuffer> reader = openDurableReader())
        {
            writeUntilLessIsLeft(writer, SEGMENT_SIZE / 4);
            conductor.doWork();
            writeUntilLessIsLeft(writer, 200);
            writer.flush();
            final long end = writer.position();
            final int count = (int)writer.lastSequence() + 1;
            writer.write(Records.buffer(count, 1000));
            assertEquals(count, Records.readAll(reader).size());
            assertEquals(end, reader.position());
            conductor.doWork();
            assertEquals(0, Records.readAll(reader).size());
            assertEquals(SEGMENT_SIZE, reader.position());
            writer.flush();
            assertRecords(Records.readAll(reader), count, 1, 1000);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void shouldSeeTheEndOfAChannelThatWasClosedOrDrained(final boolean drained)
    {
        try (ShmReader<ByteBuffer> reader = writeAndEnd(drained))
        {
            assertRecords(Records.readAll(reader), 0, 700, 100);
            assertEquals(drained ? ReaderState.DRAINED : ReaderState.CLOSED, reader.state());
        }
    }

    private ShmReader<ByteBuffer> writeAndEnd(final boolean drained)
    {
        try (ShmWriter<ByteBuffer> writer = channel().openWriter())
        {
            final ShmReader<ByteBuffer> reader = openDurableReader();
            write(writer, 0, 700, 100);
            if (drained)
            {
                writer.drain();
            }
            return reader;
        }
    }

    @Test
    void shouldGoOnBehindACloseOnlyWhenThatIsDurable()
    {
        writeAndClose(smallSegments(), 3, 100);
        try (ShmReader<ByteBuffer> reader = openDurableReader())
        {
            assertEquals(3, Records.readAll(reader).size());
            assertEquals(ReaderState.CLOSED, reader.state());
            try (ShmWriter<ByteBuffer> writer = channel().openWriter())
            {
                write(writer, 3, 2, 100);
                assertEquals(0, Records.readAll(reader).size());
                assertEquals(ReaderState.ACTIVE, reader.state());
                writer.flush();
                assertRecords(Records.readAll(reader), 3, 2, 100);
            }
        }
    }
}
