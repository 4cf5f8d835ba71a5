package org.shmjournal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.shmjournal.error.CorruptChannelException;
import org.shmjournal.layout.ControlLayout;
import org.shmjournal.layout.RecordWord;
import org.shmjournal.layout.SegmentLayout;
import org.shmjournal.store.BootId;
import org.shmjournal.testing.Damage;
import org.shmjournal.testing.Records;

/** What the next owner makes of files in which pages went back to what they were before. */
class PowerLossTest extends ChannelFixture
{
    private static final long ANOTHER_BOOT = 2;
    private final ChannelSpec checked = smallSegments().checksums(true);
    private static final int RECORD = 112;

    private final List<RecoveryReport> reports = new ArrayList<>();

    @Test
    void shouldKeepAllThatIsWhole()
    {
        final Path copy = copyOfALiveChannel(checked, 300);
        assertEquals(300, recoverByOpening(copy).endSequence());
        assertRecords(read(copy), 0, 300, 100);
        assertEquals(List.of(), at(copy).verify().findings());
        assertEquals(0, reports.get(0).bytesBehindEnd());
    }

    @Test
    void shouldEndAtTheFirstHoleAndKeepWhatIsBehindItInQuarantine() throws IOException
    {
        final Path copy = copyOfALiveChannel(checked, 300);
        final Path segment = copy.resolve(segmentFile(0).getFileName());
        final byte[] before = Files.readAllBytes(segment);
        Damage.putBytes(segment, DATA_OFFSET + 100 * RECORD, new byte[RECORD]);

        final RecoveryReport report = recoverByOpening(copy);

        assertEquals(100, report.endSequence());
        assertEquals(100 * RECORD, report.endPosition());
        assertEquals(200 * RECORD, report.bytesBehindEnd());
        assertFalse(report.sameBoot());
        final byte[] kept = Files.readAllBytes(report.quarantine().get(0));
        assertArrayEquals(Arrays.copyOfRange(before, DATA_OFFSET + 101 * RECORD, DATA_OFFSET + 300 * RECORD),
            Arrays.copyOfRange(kept, RECORD, kept.length));
        assertRecords(read(copy), 0, 100, 100);
        try (ShmWriter<ByteBuffer> writer = at(copy).bootId(() -> ANOTHER_BOOT).openWriter())
        {
            write(writer, 100, 1, 100);
        }
        assertRecords(read(copy), 0, 101, 100);
        assertEquals(List.of(), at(copy).verify().findings());
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void shouldTakeAKillForAPowerLossWhereTheSystemDoesNotSayWhichBootItIs(final boolean checksums)
    {
        final Path copy = directory.resolve("copy");
        try (ShmWriter<ByteBuffer> writer =
            channel(smallSegments().checksums(checksums)).bootId(() -> BootId.UNKNOWN).openWriter())
        {
            write(writer, 0, 100, 100);
            writer.flush();
            write(writer, 100, 200, 100);
            Damage.copyDirectory(path(), copy);
        }
        // Readers read on.
        try (ShmReader<ByteBuffer> reader = at(copy).bootId(() -> BootId.UNKNOWN).openReader())
        {
            assertRecords(Records.readAll(reader), 0, 300, 100);
        }

        final RecoveryReport report = at(copy).bootId(() -> BootId.UNKNOWN).recover();

        assertFalse(report.sameBoot());
        assertEquals(checksums ? 300 : 100, report.endSequence());
        assertEquals(checksums ? 0 : 200 * RECORD, report.bytesBehindEnd());
        assertEquals(checksums ? 0 : 1, report.quarantine().size());
    }

    @Test
    void shouldEndAtAWordOrPayloadThatDoesNotCheckBehindTheDurablePosition()
    {
        for (final int damaged : new int[]{0, 4, 9, 107})
        {
            final Path copy = copyOfALiveChannel(checked, 20);
            Damage.flipBit(copy.resolve(segmentFile(0).getFileName()), DATA_OFFSET + 7 * RECORD + damaged, 3);
            assertEquals(7, recoverByOpening(copy).endSequence());
            assertRecords(read(copy), 0, 7, 100);
            Damage.deleteDirectory(copy.resolve("quarantine"));
            Damage.deleteDirectory(copy);
        }
    }

    @Test
    void shouldRefuseDamageBeforeTheDurablePosition()
    {
        final Path copy = directory.resolve("copy");
        try (ShmWriter<ByteBuffer> writer = channel(checked).openWriter())
        {
            write(writer, 0, 50, 100);
            writer.flush();
            write(writer, 50, 50, 100);
            Damage.copyDirectory(path(), copy);
        }
        Damage.flipBit(copy.resolve(segmentFile(0).getFileName()), DATA_OFFSET + 49 * RECORD + 20, 3);
        final CorruptChannelException ex = assertThrows(CorruptChannelException.class, () -> recoverByOpening(copy));
        assertEquals(49 * RECORD, ex.position());

        final RecoveryReport report = at(copy).recover(RecoverySpec.defaults().cutAt(ex.position()));

        assertEquals(49, report.endSequence());
        assertEquals(51 * RECORD, report.bytesBehindEnd());
        assertRecords(read(copy), 0, 49, 100);
        assertEquals(List.of(), at(copy).verify().findings());
    }

    @Test
    void shouldResetSegmentsBehindTheEnd()
    {
        final Path copy = directory.resolve("copy");
        try (ShmWriter<ByteBuffer> writer = channel(checked).openWriter())
        {
            write(writer, 0, 1500, 100);
            Damage.copyDirectory(path(), copy);
        }
        assertTrue(segments(copy) >= 3);
        final Path first = copy.resolve(segmentFile(0).getFileName());
        Damage.putLong(first, DATA_OFFSET + 10 * RECORD, 0);
        // As if the conductor had not come to force anything.
        Damage.putLong(copy.resolve("channel.ctl"), ControlLayout.DURABLE_POSITION, 0);

        assertEquals(10, recoverByOpening(copy).endSequence());

        assertRecords(read(copy), 0, 10, 100);
        try (ShmWriter<ByteBuffer> writer = at(copy).bootId(() -> ANOTHER_BOOT).openWriter())
        {
            write(writer, 10, 1500, 100);
        }
        assertRecords(read(copy), 0, 1510, 100);
        assertEquals(List.of(), at(copy).verify().findings());
    }

    @Test
    void shouldWriteLostIndexWordsAndBaseSequencesAgain()
    {
        final Path copy = directory.resolve("copy");
        try (ShmWriter<ByteBuffer> writer = channel(checked.timestamps(true)).openWriter())
        {
            write(writer, 0, 900, 100);
            Damage.copyDirectory(path(), copy);
        }
        final Path second = copy.resolve(segmentFile(1).getFileName());
        final long index = Damage.longAt(second, SegmentLayout.INDEX);
        final long base = Damage.longAt(second, SegmentLayout.BASE_SEQUENCE);
        Damage.putLong(second, SegmentLayout.INDEX, 0);
        Damage.putLong(second, SegmentLayout.BASE_SEQUENCE, -1);
        Damage.putLong(second, SegmentLayout.BASE_TIMESTAMP, -1);

        assertEquals(900, recoverByOpening(copy).endSequence());

        assertEquals(index, Damage.longAt(second, SegmentLayout.INDEX));
        assertEquals(base, Damage.longAt(second, SegmentLayout.BASE_SEQUENCE));
        assertEquals(List.of(), at(copy).verify().findings());
    }

    /** On another boot it may be a record whose page was lost, so that nothing may stay behind it. */
    @Test
    void shouldMakeAClaimOfADeadOwnerVoidOnItsBootAndTheEndOnAnother()
    {
        for (final boolean sameBoot : new boolean[]{true, false})
        {
            final Path copy = copyOfALiveChannel(checked, 3);
            final Path segment = copy.resolve(segmentFile(0).getFileName());
            final long instance = Damage.longAt(segment, 24);
            final long salt = RecordWord.salt(instance, 0, 0);
            Damage.putLong(segment, DATA_OFFSET + 3 * RECORD,
                RecordWord.of(salt, 3 * RECORD, RecordWord.low(RecordWord.CLAIMED, 40)));
            final ShmChannel<ByteBuffer> channel = sameBoot ? at(copy) : at(copy).bootId(() -> ANOTHER_BOOT);
            try (ShmReader<ByteBuffer> reader = channel.openReader())
            {
                assertEquals(3, Records.readAll(reader).size());
            }
            assertEquals(sameBoot ? 1 : 0,
                channel.recover(RecoverySpec.defaults().dryRun()).abandonedClaims());
            final int next = sameBoot ? 4 : 3;
            try (ShmWriter<ByteBuffer> writer = channel.openWriter())
            {
                assertEquals(next - 1, writer.lastSequence());
                write(writer, next, 1, 100);
            }
            final List<Records.Read> records = read(copy);
            assertEquals(4, records.size());
            assertEquals(next, records.get(3).sequence());
            Damage.deleteTree(copy);
        }
    }

    @Test
    void shouldChangeNothingInADryRun() throws IOException
    {
        final Path copy = copyOfALiveChannel(checked, 300);
        final Path segment = copy.resolve(segmentFile(0).getFileName());
        Damage.putLong(segment, DATA_OFFSET + 100 * RECORD, 0);
        final byte[] before = Files.readAllBytes(segment);
        final byte[] control = Files.readAllBytes(copy.resolve("channel.ctl"));

        final RecoveryReport report =
            at(copy).bootId(() -> ANOTHER_BOOT).recover(RecoverySpec.defaults().dryRun());

        assertEquals(100, report.endSequence());
        assertEquals(200 * RECORD, report.bytesBehindEnd());
        assertEquals(List.of(), report.quarantine());
        assertArrayEquals(before, Files.readAllBytes(segment));
        assertArrayEquals(control, Files.readAllBytes(copy.resolve("channel.ctl")));
    }

    @Test
    void shouldDiscardWhenTold()
    {
        final Path copy = copyOfALiveChannel(checked, 300);
        Damage.putLong(copy.resolve(segmentFile(0).getFileName()), DATA_OFFSET + 100 * RECORD, 0);
        final RecoveryReport report =
            at(copy).bootId(() -> ANOTHER_BOOT).recover(RecoverySpec.defaults().discardQuarantine());
        assertEquals(200 * RECORD, report.bytesBehindEnd());
        assertFalse(Files.exists(copy.resolve("quarantine")));
        assertRecords(read(copy), 0, 100, 100);
    }

    private RecoveryReport recoverByOpening(final Path copy)
    {
        final ChannelListener listener = new ChannelListener()
        {
            @Override
            public void onRecovered(final RecoveryReport report)
            {
                reports.add(report);
            }
        };
        at(copy).bootId(() -> ANOTHER_BOOT).listener(listener).openWriter().close();
        return reports.get(reports.size() - 1);
    }

    private List<Records.Read> read(final Path path)
    {
        try (ShmReader<ByteBuffer> reader = at(path).openReader())
        {
            return Records.readAll(reader);
        }
    }

    private Path copyOfALiveChannel(final ChannelSpec spec, final int count)
    {
        final Path copy = directory.resolve("copy");
        try (ShmWriter<ByteBuffer> writer = channel(spec).openWriter())
        {
            write(writer, 0, count, 100);
            Damage.copyDirectory(path(), copy);
        }
        Damage.deleteDirectory(path());
        return copy;
    }

    private static int segments(final Path channel)
    {
        return (int)Damage.files(channel).stream().filter(file -> file.toString().endsWith(".seg")).count();
    }
}
