package org.shmjournal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.shmjournal.error.JournalException;
import org.shmjournal.error.OvertakenException;
import org.shmjournal.testing.Records;

/** A reader that leaves the opening of segments to another thread: here to the test. */
class LeftOpeningTest extends ChannelFixture
{
    private static final int LENGTH = 1000;
    private static final int PER_SEGMENT = RECORDS_END / 1008;

    private ShmReader<ByteBuffer> leaving(final ShmReader<ByteBuffer> reader)
    {
        reader.leaveOpening();
        return reader;
    }

    @Test
    void shouldStopInFrontOfASegmentUntilItIsOpened()
    {
        writeAndClose(smallSegments(), 3 * PER_SEGMENT, LENGTH);
        final List<Records.Read> records = new ArrayList<>();
        try (ShmReader<ByteBuffer> reader = leaving(channel().openReader()))
        {
            for (int segment = 1; segment < 3; segment++)
            {
                assertFalse(reader.isOpeningLeft());
                records.addAll(Records.readAll(reader));
                assertEquals(segment * PER_SEGMENT, records.size());
                assertTrue(reader.isOpeningLeft());
                assertEquals(ReaderState.ACTIVE, reader.state());
                assertEquals(List.of(), Records.read(reader, 1));
                assertTrue(reader.isOpeningLeft());
                reader.openNext();
                assertFalse(reader.isOpeningLeft());
            }
            records.addAll(Records.readAll(reader));
            assertFalse(reader.isOpeningLeft());
            // There is nothing to open.
            reader.openNext();
            assertEquals(ReaderState.CLOSED, reader.state());
        }
        assertRecords(records, 0, 3 * PER_SEGMENT, LENGTH);
    }

    @Test
    void shouldLeaveWhatWasOpenedWhenItSeeks()
    {
        writeAndClose(smallSegments(), 3 * PER_SEGMENT, LENGTH);
        try (ShmReader<ByteBuffer> reader = leaving(channel().openReader()))
        {
            Records.readAll(reader);
            reader.openNext();
            reader.seekToStart();
            assertRecords(Records.readAll(reader), 0, 2 * PER_SEGMENT, LENGTH);
            reader.seekToSequence(1);
            assertRecords(Records.readAll(reader), 1, PER_SEGMENT - 1, LENGTH);
            assertTrue(reader.isOpeningLeft());
            reader.openNext();
        }
    }

    @Test
    void shouldLeaveEachSlotOfARingOnce()
    {
        final ChannelSpec ring = smallSegments().retention(Retention.ring(3));
        channel(ring).create();
        int left = 0;
        int read = 0;
        try (ShmWriter<ByteBuffer> writer = channel(ring).openWriter();
            ShmReader<ByteBuffer> reader = leaving(channel(ring).gating(Gating.WRITER).openReader()))
        {
            for (int i = 0; i < 10 * PER_SEGMENT; i++)
            {
                write(writer, i, 1, LENGTH);
                read += Records.readAll(reader).size();
                if (reader.isOpeningLeft())
                {
                    left++;
                    reader.openNext();
                    read += Records.readAll(reader).size();
                }
            }
        }
        assertEquals(10 * PER_SEGMENT, read);
        // The first one was opened with the reader.
        assertEquals(2, left);
    }

    @Test
    void shouldTellWhatIsWrongWithASegment() throws IOException
    {
        writeAndClose(smallSegments(), 2 * PER_SEGMENT, LENGTH);
        Files.delete(segmentFile(1));
        try (ShmReader<ByteBuffer> reader = leaving(channel().openReader()))
        {
            assertEquals(PER_SEGMENT, Records.readAll(reader).size());
            reader.openNext();
            assertThrows(JournalException.class, () -> Records.read(reader, 1));
        }
    }

    @Test
    void shouldTellOfASegmentThatIsNotKept()
    {
        final ChannelSpec keepingTwo = smallSegments().retention(Retention.keepSegments(2));
        try (ShmWriter<ByteBuffer> writer = channel(keepingTwo).openWriter())
        {
            write(writer, 0, PER_SEGMENT + 1, LENGTH);
            try (ShmReader<ByteBuffer> reader = leaving(channel().openReader()))
            {
                assertEquals(PER_SEGMENT, Records.readAll(reader).size());
                write(writer, PER_SEGMENT + 1, 5 * PER_SEGMENT, LENGTH);
                reader.openNext();
                final OvertakenException lost = assertThrows(OvertakenException.class, () -> Records.read(reader, 1));
                assertEquals(SEGMENT_SIZE, lost.position());
            }
        }
    }
}
