package org.shmjournal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.shmjournal.error.CorruptChannelException;
import org.shmjournal.error.JournalException;
import org.shmjournal.error.PositionUnavailableException;
import org.shmjournal.layout.ControlLayout;
import org.shmjournal.testing.Damage;
import org.shmjournal.testing.DelegatingFiles;
import org.shmjournal.testing.Records;

/** Segments that are missing, half made, or none of ours. */
@InEachMode
class SegmentNumbersTest extends ChannelFixture
{
    private static final int LENGTH = 1000;
    private static final int PER_SEGMENT = (SEGMENT_SIZE - 16) / 1008;

    private void writeSegments(final int count)
    {
        writeAndClose(smallSegments(), count * PER_SEGMENT - 1, LENGTH);
        assertTrue(Files.exists(segmentFile(count - 1)));
        assertFalse(Files.exists(segmentFile(count)));
    }

    @Test
    void shouldNameTheOneSegmentThatIsMissing() throws IOException
    {
        writeSegments(3);
        Files.delete(segmentFile(1));
        assertGap("segments 1 to 1");
    }

    @Test
    void shouldNameTheRangeOfSegmentsThatAreMissing() throws IOException
    {
        writeSegments(5);
        Files.delete(segmentFile(2));
        Files.delete(segmentFile(3));
        assertGap("segments 2 to 3");
    }

    @Test
    void shouldVerifyTheSegmentsAroundThoseThatAreMissing() throws IOException
    {
        writeSegments(6);
        Files.delete(segmentFile(1));
        Files.delete(segmentFile(3));
        Damage.flipBit(segmentFile(4), DATA_OFFSET + 1008, 0);
        final VerifyReport report = channel().verify(2);
        assertEquals(List.of("segments 1 to 1 are missing", "segments 3 to 3 are missing"),
            report.findings().stream().map(VerifyReport.Finding::found).limit(2).toList());
        assertEquals(segmentFile(4), report.findings().get(2).file());
        assertEquals(3, report.findingsTotal());
        assertEquals(4, report.segments());
    }

    @Test
    void shouldTakeALeadingGapForNormal() throws IOException
    {
        writeSegments(4);
        Files.delete(segmentFile(0));
        Files.delete(segmentFile(1));
        try (ShmReader<ByteBuffer> reader = channel().openReader())
        {
            assertEquals(2 * SEGMENT_SIZE, reader.position());
            assertEquals(2 * PER_SEGMENT, reader.sequence());
            assertRecords(Records.readAll(reader), 2 * PER_SEGMENT, 2 * PER_SEGMENT - 1, LENGTH);
            assertThrows(PositionUnavailableException.class, () -> reader.seek(SEGMENT_SIZE));
            assertThrows(PositionUnavailableException.class, () -> reader.seekToSequence(2 * PER_SEGMENT - 1));
        }
        assertEquals(List.of("segment 2 as the oldest"),
            channel().verify().findings().stream().map(VerifyReport.Finding::found).toList());
        Damage.putLong(controlFile(), ControlLayout.RETAINED_FROM, 2 * SEGMENT_SIZE);
        assertEquals(List.of(), channel().verify().findings());
        assertEquals(2 * PER_SEGMENT, channel().info().oldestSequence());
        writeAndClose(smallSegments(), 1, LENGTH);
    }

    @Test
    void shouldRefuseAChannelWithoutAnySegment() throws IOException
    {
        writeSegments(1);
        Files.delete(segmentFile(0));
        assertThrows(CorruptChannelException.class, () -> channel().openReader());
        assertThrows(CorruptChannelException.class, () -> channel().openWriter());
        assertFalse(channel().verify().isGood());
        assertFalse(channel().info().problems().isEmpty());
    }

    @Test
    void shouldRefuseToWriteWhenTheNewestSegmentIsMissing() throws IOException
    {
        writeSegments(3);
        Files.delete(segmentFile(2));
        assertThrows(CorruptChannelException.class, () -> channel().openWriter());
        assertFalse(channel().verify().isGood());
    }

    @Test
    void shouldDiscardWhatADeadOwnerLeftHalfMade() throws IOException
    {
        writeSegments(1);
        final Path half = path().resolve("00000000000000000001.seg.tmp");
        Files.write(half, new byte[1000]);
        Files.write(path().resolve("channel.ctl.tmp"), new byte[10]);
        assertRecords(readAll(), 0, PER_SEGMENT - 1, LENGTH);
        assertTrue(Files.exists(half), "a reader deletes nothing");

        channel().openWriter().close();

        assertEquals(List.of("00000000000000000000.seg", "channel.ctl", "owner.lock"), Damage.names(path()));
    }

    @Test
    void shouldIgnoreAndKeepNamesThatAreNotOfTheFormat() throws IOException
    {
        writeSegments(1);
        final List<String> foreign = List.of("1.seg", "0000000000000000000x.seg", "000000000000000000001.seg",
            "00000000000000000009.seg.bak", "notes.tmp", "other.ctl", "99999999999999999999.seg");
        for (final String name : foreign)
        {
            Files.writeString(path().resolve(name), name);
        }
        Files.createDirectory(path().resolve("cursors"));

        channel().openWriter().close();

        assertRecords(readAll(), 0, PER_SEGMENT - 1, LENGTH);
        assertEquals(List.of(), channel().verify().findings());
        for (final String name : foreign)
        {
            assertEquals(name, Files.readString(path().resolve(name)));
        }
    }

    @Test
    void shouldStartOverWhenACreatorDiedBeforeTheControlFile()
    {
        final DelegatingFiles dying = new DelegatingFiles()
        {
            @Override
            public void rename(final Path from, final Path to) throws IOException
            {
                if (to.endsWith("channel.ctl"))
                {
                    throw new IOException("died here");
                }
                super.rename(from, to);
            }
        };
        assertThrows(JournalException.class, () -> channel().fileOperations(dying).openWriter());
        assertEquals(List.of("00000000000000000000.seg", "channel.ctl.tmp", "owner.lock"), Damage.names(path()));
        assertFalse(channel().exists());

        writeAndClose(smallSegments(), 3, 10);
        assertHolds(3, 10);
    }

    @Test
    void shouldNotReplaceRecordsWhoseControlFileWasLost() throws IOException
    {
        writeSegments(1);
        Files.delete(controlFile());
        final byte[] before = Files.readAllBytes(segmentFile(0));
        assertMissesControlFile();
        assertEquals(ByteBuffer.wrap(before), ByteBuffer.wrap(Files.readAllBytes(segmentFile(0))));
    }

    @Test
    void shouldTakeLaterSegmentsForThoseOfALostControlFile() throws IOException
    {
        writeSegments(4);
        Files.delete(controlFile());
        assertMissesControlFile();
        Files.delete(segmentFile(1));
        assertMissesControlFile();
        Files.delete(segmentFile(0));
        Files.delete(segmentFile(2));
        assertMissesControlFile();
    }

    private void assertMissesControlFile()
    {
        for (final Executable access : List.<Executable> of(() -> channel().openWriter(), () -> channel().create(),
            () -> channel().openReader(), () -> channel().info(), () -> channel().verify(),
            () -> channel().exists()))
        {
            final CorruptChannelException lost = assertThrows(CorruptChannelException.class, access);
            assertEquals(controlFile(), lost.path());
            assertTrue(lost.getMessage().contains("restore it from a backup"), lost.getMessage());
        }
    }

    @Test
    void shouldTellWhatASegmentSaysByItself() throws IOException
    {
        writeSegments(2);
        final Path elsewhere = directory.resolve("some.name");
        Files.copy(segmentFile(1), elsewhere);
        final ChannelInfo info = ChannelInfo.ofSegment(elsewhere);
        assertEquals(PER_SEGMENT, info.oldestSequence());
        assertEquals(PER_SEGMENT - 1, info.records());
        assertEquals(1, info.segments().get(0).number());
        assertTrue(info.closed());
    }

    private void assertGap(final String range)
    {
        final CorruptChannelException onWrite = assertThrows(CorruptChannelException.class,
            () -> channel().openWriter());
        assertTrue(onWrite.getMessage().contains(range), onWrite.getMessage());
        final CorruptChannelException onRead = assertThrows(CorruptChannelException.class,
            () -> channel().openReader());
        assertTrue(onRead.getMessage().contains(range), onRead.getMessage());
        final VerifyReport report = channel().verify();
        assertEquals(List.of(range + " are missing"),
            report.findings().stream().map(VerifyReport.Finding::found).toList());
        assertEquals(Damage.names(path()).stream().filter(name -> name.endsWith(".seg")).count(), report.segments());
        assertTrue(channel().info().problems().get(0).contains(range));
    }
}
