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
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.shmjournal.error.ChannelClosedException;
import org.shmjournal.error.ChannelExistsException;
import org.shmjournal.error.JournalException;
import org.shmjournal.error.StorageFullException;
import org.shmjournal.error.UnsupportedVersionException;
import org.shmjournal.testing.Damage;
import org.shmjournal.testing.Records;
import org.shmjournal.testing.TestDisk;

/** A copy that is made while the owner goes on is whole, and holds all that was there when it was begun. */
class BackupTest extends ChannelFixture
{
    private static final long ANOTHER_BOOT = 2;

    private Path copy()
    {
        return directory.resolve("copy");
    }

    private List<Records.Read> read(final Path path)
    {
        try (ShmReader<ByteBuffer> reader = at(path).openReader())
        {
            return Records.readAll(reader);
        }
    }

    /** The same bytes up to a position. */
    private void assertSameBytes(final long end) throws IOException
    {
        for (int i = 0; (long)i * SEGMENT_SIZE < end; i++)
        {
            final int length = DATA_OFFSET + (int)Math.min(SEGMENT_SIZE, end - (long)i * SEGMENT_SIZE);
            final byte[] original = Files.readAllBytes(segmentFile(i));
            final byte[] copied = Files.readAllBytes(copy().resolve(segmentFile(i).getFileName()));
            assertArrayEquals(Arrays.copyOfRange(original, DATA_OFFSET, length),
                Arrays.copyOfRange(copied, DATA_OFFSET, length));
            for (int offset = length; offset < copied.length; offset++)
            {
                assertEquals(0, copied[offset], "behind the end");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void shouldHoldAllThatWasWrittenBeforeWhileAThreadWritesAndRolls(final boolean checksums)
        throws IOException, InterruptedException
    {
        final AtomicBoolean over = new AtomicBoolean();
        final AtomicLong written = new AtomicLong();
        final ChannelSpec spec = smallSegments().checksums(checksums).timestamps(checksums);
        try (ShmWriter<ByteBuffer> writer = ShmChannel.at(path()).spec(spec).openWriter())
        {
            final Thread thread = new Thread(() -> {
                while (!over.get())
                {
                    final long next = written.get();
                    writer.write(Records.buffer(next, 1000));
                    written.set(next + 1);
                    if (next > 4000)
                    {
                        return;
                    }
                }
            });
            thread.start();
            for (int i = 0; i < 15; i++)
            {
                final long before = written.get();
                final long end = at(path()).backup(copy());
                final List<Records.Read> records = read(copy());
                assertTrue(records.size() >= before, records.size() + " of " + before);
                assertRecords(records, 0, records.size(), 1000);
                assertEquals(List.of(), at(copy()).verify().findings());
                assertEquals(end, at(copy()).info().endPosition());
                assertSameBytes(end);
                try (ShmWriter<ByteBuffer> next = at(copy()).openWriter())
                {
                    assertEquals(records.size() - 1, next.lastSequence());
                    write(next, records.size(), 3, 1000);
                }
                assertRecords(read(copy()), 0, records.size() + 3, 1000);
                assertEquals(List.of(), at(copy()).verify().findings());
                Damage.deleteDirectory(copy());
            }
            over.set(true);
            thread.join();
        }
    }

    @Test
    void shouldNotHoldAnOpenClaimOrWhatAnAbortedOneLeftBehind() throws IOException
    {
        try (ShmWriter<ByteBuffer> writer = channel().openWriter())
        {
            write(writer, 0, 3, 100);
            final RecordClaim claim = writer.claim(1000);
            claim.buffer().put(claim.offset(), Records.payload(7, 1000));
            assertEquals(3 * 112, channel().backup(copy()));
            claim.abort();
            assertSameBytes(3 * 112);
        }
    }

    @Test
    void shouldBackUpADrainedChannelAsDrained()
    {
        try (ShmWriter<ByteBuffer> writer = channel().openWriter())
        {
            write(writer, 0, 700, 100);
            writer.drain();
        }
        channel().backup(copy());
        assertDrained(copy());
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void shouldRestoreADrainedChannelAsDrained(final boolean checksums)
    {
        try (ShmWriter<ByteBuffer> writer = channel(smallSegments().checksums(checksums)).openWriter())
        {
            write(writer, 0, 700, 100);
            writer.drain();
        }
        final RecoveryReport report = at(copy()).restore(path());
        assertEquals(700, report.endSequence());
        assertEquals(0, report.bytesBehindEnd());
        assertDrained(copy());
    }

    private void assertDrained(final Path path)
    {
        try (ShmReader<ByteBuffer> reader = at(path).openReader())
        {
            assertRecords(Records.readAll(reader), 0, 700, 100);
            assertEquals(ReaderState.DRAINED, reader.state());
        }
        assertThrows(ChannelClosedException.class, () -> at(path).openWriter());
        assertEquals(List.of(), at(path).verify().findings());
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void shouldRestoreAnActiveChannelWhenTheEndOfADrainedOneWasNotCopied(final boolean checksums)
    {
        final Path torn = directory.resolve("torn");
        try (ShmWriter<ByteBuffer> writer = channel(smallSegments().checksums(checksums)).openWriter())
        {
            write(writer, 0, 100, 100);
            Damage.copyDirectory(path(), torn);
            write(writer, 100, 100, 100);
            writer.drain();
        }
        Damage.putBytes(torn.resolve("channel.ctl"), 0, Damage.bytesAt(controlFile(), 0, 4096));
        assertEquals(100, at(copy()).restore(torn).endSequence());
        try (ShmWriter<ByteBuffer> writer = at(copy()).openWriter())
        {
            write(writer, 100, 1, 100);
        }
        assertRecords(read(copy()), 0, 101, 100);
    }

    private ChannelSpec ring()
    {
        return smallSegments().checksums(true).retention(Retention.ring(3));
    }

    /** So many of the newest of 3000 records, in slots that are used again when a writer goes on. */
    private void assertIsRing(final Path path, final int least)
    {
        final List<Records.Read> records = read(path);
        assertTrue(records.size() >= least, records.size() + " of " + least);
        assertRecords(records, 3000L - records.size(), records.size(), 100);
        assertEquals(List.of(), at(path).verify().findings());
        try (ShmWriter<ByteBuffer> writer = at(path).openWriter())
        {
            write(writer, 3000, 3000, 100);
        }
        final List<Records.Read> more = read(path);
        assertRecords(more, 6000L - more.size(), more.size(), 100);
        assertEquals(List.of("0000.seg", "0001.seg", "0002.seg"),
            Damage.names(path).stream().filter(name -> name.endsWith(".seg")).sorted().toList());
    }

    @Test
    void shouldCopyARing()
    {
        try (ShmWriter<ByteBuffer> writer = channel(ring()).openWriter())
        {
            write(writer, 0, 3000, 100);
            final int kept = read(path()).size();
            channel().backup(copy());
            assertIsRing(copy(), kept);
        }
    }

    @Test
    void shouldRestoreARingAlsoOnAnotherBoot()
    {
        final Path raw = directory.resolve("raw");
        final int kept;
        try (ShmWriter<ByteBuffer> writer = channel(ring()).openWriter())
        {
            write(writer, 0, 3000, 100);
            kept = read(path()).size();
            Damage.copyDirectory(path(), raw);
        }
        final ShmChannel<ByteBuffer> copy = at(copy()).bootId(() -> ANOTHER_BOOT);
        assertEquals(3000, copy.restore(raw).endSequence());
        assertEquals(kept, copy.info().records());
        assertIsRing(copy(), kept);
    }

    /** Of what is not together in time, the newest part. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void shouldRestoreWhatHangsTogetherOfARingWhoseSlotsWereCopiedAtDifferentMoments(final boolean controlFirst)
        throws IOException
    {
        final Path raw = directory.resolve("raw");
        try (ShmWriter<ByteBuffer> writer = channel(ring()).openWriter())
        {
            write(writer, 0, 1000, 100);
            Damage.copyDirectory(path(), raw);
            write(writer, 1000, 2000, 100);
            final Path active = slot(writer.lastPosition() / SEGMENT_SIZE);
            for (final Path file : controlFirst ? List.of(active) : List.of(active, controlFile()))
            {
                Files.copy(file, raw.resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
            }
        }
        assertEquals(3000, at(copy()).restore(raw).endSequence());
        assertIsRing(copy(), 1);
    }

    private Path slot(final long number)
    {
        return path().resolve(String.format("%04d.seg", number % 3));
    }

    @Test
    void shouldRefuseATargetThatHoldsSlotsOfAnUnfinishedCopy() throws IOException
    {
        writeAndClose(ring(), 3, 100);
        Files.createDirectories(copy());
        Files.createFile(copy().resolve("0002.seg"));
        assertThrows(ChannelExistsException.class, () -> channel().backup(copy()));
        assertEquals(0, Files.size(copy().resolve("0002.seg")));
    }

    @Test
    void shouldRefuseATargetThatIsThere()
    {
        writeAndClose(smallSegments(), 3, 100);
        at(copy()).create();
        assertThrows(ChannelExistsException.class, () -> channel().backup(copy()));
        assertThrows(ChannelExistsException.class, () -> at(copy()).restore(path()));
        assertEquals(0, at(copy()).info().records());
    }

    @Test
    void shouldRefuseATargetInTheChannelByWhateverName() throws IOException
    {
        writeAndClose(smallSegments(), 3, 100);
        final Path link = Files.createSymbolicLink(directory.resolve("link"), path());
        final List<String> before = Damage.names(path());
        for (final Path target : List.of(path(), path().resolve("copy"), path().resolve("a/b"), link.resolve("copy")))
        {
            assertThrows(IllegalArgumentException.class, () -> channel().backup(target), target.toString());
            assertThrows(IllegalArgumentException.class, () -> at(target).restore(path()), target.toString());
        }
        assertEquals(before, Damage.names(path()));
        channel().backup(directory.resolve("channel-2"));
    }

    @Test
    void shouldLeaveNothingWhenTheDiskIsFullInTheMiddleAndGoWellTheNextTime()
    {
        final TestDisk disk = new TestDisk();
        writeAndClose(smallSegments(), 1500, 100);
        for (final String full : new String[]{"copy/00000000000000000000", "copy/00000000000000000002",
            "copy/channel.ctl"})
        {
            disk.fill(full);
            assertThrows(StorageFullException.class, () -> channel().fileOperations(disk).backup(copy()));
            assertEquals(List.of("owner.lock"), Damage.names(copy()));
            assertThrows(StorageFullException.class, () -> at(copy()).fileOperations(disk).restore(path()));
            assertEquals(List.of("owner.lock"), Damage.names(copy()));
        }
        disk.fill(null);
        channel().fileOperations(disk).backup(copy());
        assertRecords(read(copy()), 0, 1500, 100);
    }

    @Test
    void shouldLeaveNothingOfACopyThatCannotBeRestored()
    {
        writeAndClose(smallSegments(), 1500, 100);
        Damage.putBytes(segmentFile(1), 0, new byte[64]);
        assertThrows(UnsupportedVersionException.class, () -> at(copy()).restore(path()));
        assertEquals(List.of("owner.lock"), Damage.names(copy()));
    }

    @Test
    void shouldSayWhatACopyThatWasKilledHasLeft() throws IOException
    {
        writeAndClose(smallSegments(), 1500, 100);
        Files.createDirectories(copy());
        Files.copy(segmentFile(0), copy().resolve(segmentFile(0).getFileName()));
        Files.copy(segmentFile(1), copy().resolve(segmentFile(1).getFileName()));
        assertTrue(assertThrows(ChannelExistsException.class, () -> channel().backup(copy())).getMessage()
            .contains("segments without a control file"));
        assertThrows(ChannelExistsException.class, () -> at(copy()).restore(path()));
        assertEquals(3, Damage.names(copy()).size());
        assertThrows(JournalException.class, () -> at(copy()).openReader());
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void shouldRestoreAPrefixOfACopyWhoseControlFileIsOlderThanItsSegments(final boolean checksums)
    {
        final Path torn = directory.resolve("torn");
        try (ShmWriter<ByteBuffer> writer = channel(smallSegments().checksums(checksums)).openWriter())
        {
            write(writer, 0, 600, 100);
            writer.flush();
            final byte[] old = Damage.bytesAt(controlFile(), 0, 4096);
            write(writer, 600, 1000, 100);
            writer.flush();
            Damage.copyDirectory(path(), torn);
            Damage.putBytes(torn.resolve("channel.ctl"), 0, old);
        }
        assertRestoresPrefix(torn, checksums ? 1600 : 600);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void shouldRestoreAPrefixOfACopyWhoseControlFileIsYoungerThanItsSegments(final boolean checksums)
    {
        final Path torn = directory.resolve("torn");
        try (ShmWriter<ByteBuffer> writer = channel(smallSegments().checksums(checksums)).openWriter())
        {
            write(writer, 0, 600, 100);
            writer.flush();
            Damage.copyDirectory(path(), torn);
            write(writer, 600, 1000, 100);
            writer.flush();
            Damage.putBytes(torn.resolve("channel.ctl"), 0, Damage.bytesAt(controlFile(), 0, 4096));
        }
        assertRestoresPrefix(torn, 600);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void shouldRestoreAPrefixOfACopyWithoutItsLastSegments(final boolean checksums) throws IOException
    {
        writeAndClose(smallSegments().checksums(checksums), 1600, 100);
        Files.delete(segmentFile(2));
        final int left = (int)at(path()).verify().records();
        assertRestoresPrefix(path(), left);
    }

    /** Of each page of the segments, the copier may have read what was there at any time. */
    @Test
    void shouldRestoreAPrefixOfACopyWithTornPages()
    {
        final Path torn = directory.resolve("torn");
        writeAndClose(smallSegments().checksums(true).timestamps(true), 1500, 100);
        for (int segment = 0; segment < 3; segment++)
        {
            for (int page = 0; page < SEGMENT_SIZE / 4096; page += 3)
            {
                Damage.copyDirectory(path(), torn);
                final Path file = torn.resolve(segmentFile(segment).getFileName());
                Damage.putBytes(file, DATA_OFFSET + page * 4096L, new byte[4096]);
                at(copy()).restore(torn);
                final List<Records.Read> records = read(copy());
                assertRecords(records, 0, records.size(), 100);
                assertTrue(records.size() >= 34 * page && records.size() <= 1500);
                assertEquals(List.of(), at(copy()).verify().findings());
                deleteWithQuarantine(copy());
            }
        }
    }

    @Test
    void shouldLeaveAChannelThatRecoveryGoesOnWithWhenQuarantineHasNoRoom()
    {
        final Path torn = directory.resolve("torn");
        final TestDisk disk = new TestDisk();
        writeAndClose(smallSegments().checksums(true), 1500, 100);
        Damage.copyDirectory(path(), torn);
        Damage.putBytes(torn.resolve(segmentFile(1).getFileName()), DATA_OFFSET + 4096, new byte[4096]);
        disk.fill("quarantine");
        assertThrows(StorageFullException.class, () -> at(copy()).fileOperations(disk).restore(torn));
        disk.fill(null);

        final RecoveryReport report = at(copy()).fileOperations(disk).recover();

        assertTrue(report.endSequence() > 0 && report.endSequence() < 1500);
        assertFalse(report.quarantine().isEmpty());
        assertRecords(read(copy()), 0, (int)report.endSequence(), 100);
        assertEquals(List.of(), at(copy()).verify().findings());
    }

    private static void deleteWithQuarantine(final Path channel)
    {
        if (Files.exists(channel.resolve("quarantine")))
        {
            Damage.deleteDirectory(channel.resolve("quarantine"));
        }
        Damage.deleteDirectory(channel);
    }

    @Test
    void shouldRestoreOrRefuseInATypedWayWhateverIsDamaged()
    {
        final Path torn = directory.resolve("torn");
        writeAndClose(smallSegments().checksums(true), 1200, 100);
        for (final String name : List.of("channel.ctl", segmentFile(0).getFileName().toString(),
            segmentFile(1).getFileName().toString()))
        {
            for (int offset = 0; offset < 2048; offset += 64)
            {
                Damage.copyDirectory(path(), torn);
                Damage.putBytes(torn.resolve(name), offset, new byte[64]);
                try
                {
                    at(copy()).restore(torn);
                    assertRecords(read(copy()), 0, 1200, 100);
                }
                catch (final JournalException ex)
                {
                    assertTrue(ex.getMessage().contains(name) || ex.getMessage().contains("segment"),
                        ex.getMessage());
                }
                if (Files.exists(copy()))
                {
                    deleteWithQuarantine(copy());
                }
            }
        }
    }

    private void assertRestoresPrefix(final Path torn, final int count)
    {
        assertEquals(count, at(copy()).restore(torn).endSequence());
        assertRecords(read(copy()), 0, count, 100);
        assertEquals(List.of(), at(copy()).verify().findings());
        try (ShmWriter<ByteBuffer> writer = at(copy()).bootId(() -> ANOTHER_BOOT).openWriter())
        {
            write(writer, count, 700, 100);
        }
        assertRecords(read(copy()), 0, count + 700, 100);
        assertEquals(List.of(), at(copy()).verify().findings());
    }
}
