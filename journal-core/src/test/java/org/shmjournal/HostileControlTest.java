package org.shmjournal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.shmjournal.error.CorruptChannelException;
import org.shmjournal.error.JournalException;
import org.shmjournal.layout.ControlLayout;
import org.shmjournal.testing.Damage;
import org.shmjournal.testing.Records;

/** Mutable words of the control file that no owner stored: an error that says so, or the right records. */
class HostileControlTest extends ChannelFixture
{
    private static final long THIS_BOOT = 1;
    private static final long ANOTHER_BOOT = 2;
    private static final int RECORD = 112;
    private static final int COUNT = 1300;
    private static final long[] HOSTILE = {-1, -8, Long.MIN_VALUE, Long.MIN_VALUE + 8, Long.MAX_VALUE,
        Long.MAX_VALUE - 7, 1L << 62, 1L << 40, 1, 7, 8, 100, 5 * RECORD + 8, SEGMENT_SIZE - 8, SEGMENT_SIZE + 1,
        3L * SEGMENT_SIZE, 4L * SEGMENT_SIZE, 0x7FFF_FFFFL, 0x8000_0000L, 0xFFFF_FFFFL};

    private Path hostile(final ChannelSpec spec)
    {
        final Path copy = directory.resolve("copy");
        try (ShmWriter<ByteBuffer> writer = channel(spec).bootId(() -> THIS_BOOT).openWriter())
        {
            write(writer, 0, COUNT, 100);
            conductor.doWork();
            Damage.copyDirectory(path(), copy);
        }
        // An owner that lives is waited for.
        Damage.putLong(copy.resolve("channel.ctl"), ControlLayout.OWNER_PID, 0);
        return copy;
    }

    private int readPrefix(final Path path, final long boot)
    {
        try (ShmReader<ByteBuffer> reader = at(path).bootId(() -> boot).openReader())
        {
            final List<Records.Read> records = Records.readAll(reader);
            assertRecords(records, 0, records.size(), 100);
            return records.size();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void shouldRefuseOrHoldTheRightRecordsWhateverTheDurablePositionSays(final boolean checksums)
    {
        final Path copy = hostile(smallSegments().checksums(checksums));
        final Path again = directory.resolve("again");
        for (final long boot : new long[]{THIS_BOOT, ANOTHER_BOOT})
        {
            for (final long durable : HOSTILE)
            {
                Damage.copyDirectory(copy, again);
                Damage.putLong(again.resolve("channel.ctl"), ControlLayout.DURABLE_POSITION, durable);
                openHostile(again, boot, durable, boot == THIS_BOOT || checksums);
                Damage.deleteTree(again);
            }
        }
    }

    private void openHostile(final Path path, final long boot, final long durable, final boolean all)
    {
        final String story = "boot=" + boot + " durable=" + durable;
        try (ShmReader<ByteBuffer> reader = at(path).durableOnly().openReader())
        {
            assertTrue(Records.readAll(reader).size() <= COUNT, story);
        }
        catch (final CorruptChannelException ex)
        {
            assertEquals("durable position", ex.what(), story);
        }
        at(path).verify();
        at(path).info();
        try (ShmWriter<ByteBuffer> writer = at(path).bootId(() -> boot).openWriter())
        {
            final int left = (int)writer.lastSequence() + 1;
            assertEquals(all ? COUNT : left, left, story);
            // Without checksums nothing is known of what is behind it.
            assertTrue(all || writer.position() == durable, story);
            write(writer, left, 600, 100);
            writer.flush();
            assertEquals(writer.position(), writer.durablePosition(), story);
            assertEquals(left + 600, readPrefix(path, boot), story);
        }
        catch (final CorruptChannelException ex)
        {
            assertTrue(ex.getMessage().contains("durable position"), story + ": " + ex.getMessage());
            assertEquals(COUNT, readPrefix(path, THIS_BOOT), story);
            return;
        }
        assertTrue(at(path).bootId(() -> boot).verify().isGood(), story);
    }

    @Test
    void shouldNotTrustTheActiveSegmentOrWhatIsRetained()
    {
        final Path copy = hostile(smallSegments().checksums(true));
        final Path again = directory.resolve("again");
        for (final long boot : new long[]{THIS_BOOT, ANOTHER_BOOT})
        {
            for (final long value : HOSTILE)
            {
                Damage.copyDirectory(copy, again);
                Damage.putLong(again.resolve("channel.ctl"), ControlLayout.ACTIVE_SEGMENT, value);
                Damage.putLong(again.resolve("channel.ctl"), ControlLayout.OWNER_HEARTBEAT, value);
                at(again).info();
                at(again).verify();
                try (ShmWriter<ByteBuffer> writer = at(again).bootId(() -> boot).openWriter())
                {
                    write(writer, COUNT, 600, 100);
                }
                assertEquals(COUNT + 600, readPrefix(again, THIS_BOOT));
                assertTrue(at(again).verify().isGood());
                Damage.deleteTree(again);
            }
        }
    }

    @Test
    void shouldRefuseOrHoldTheRightRecordsWhateverTheEpochSays()
    {
        final Path copy = hostile(smallSegments().checksums(true));
        final Path again = directory.resolve("again");
        for (final long epoch : new long[]{-1, 0, Long.MAX_VALUE, Long.MAX_VALUE - 1, Long.MIN_VALUE, -2})
        {
            Damage.copyDirectory(copy, again);
            Damage.putLong(again.resolve("channel.ctl"), ControlLayout.EPOCH, epoch);
            int count = COUNT;
            for (int owner = 0; owner < 3; owner++)
            {
                try (ShmWriter<ByteBuffer> writer = at(again).bootId(() -> THIS_BOOT).openWriter())
                {
                    write(writer, count, 600, 100);
                    count += 600;
                }
                catch (final CorruptChannelException ex)
                {
                    assertTrue(ex.getMessage().contains("epoch"), ex.getMessage());
                }
                assertEquals(count, readPrefix(again, THIS_BOOT));
            }
            Damage.deleteTree(again);
        }
    }

    @Test
    void shouldGoOnWhateverStateNoOwnerStores()
    {
        for (final long state : new long[]{-1, 3, 77, Long.MAX_VALUE, Long.MIN_VALUE})
        {
            writeAndClose(smallSegments(), 3, 100);
            Damage.putLong(controlFile(), ControlLayout.STATE, state);
            assertEquals(1, channel().verify().findings().size());
            channel().openWriter().close();
            assertHolds(3, 100);
            Damage.deleteTree(path());
        }
    }

    @Test
    void shouldEndExactlyAtTheDurablePositionAfterARebootWithoutChecksums()
    {
        final Path copy = directory.resolve("copy");
        try (ShmWriter<ByteBuffer> writer = channel().bootId(() -> THIS_BOOT).openWriter())
        {
            write(writer, 0, 700, 100);
            writer.flush();
            write(writer, 700, 100, 100);
            Damage.copyDirectory(path(), copy);
        }
        Damage.putLong(copy.resolve("channel.ctl"), ControlLayout.OWNER_PID, 0);
        final long durable = Damage.longAt(copy.resolve("channel.ctl"), ControlLayout.DURABLE_POSITION);
        final RecoveryReport report = at(copy).bootId(() -> ANOTHER_BOOT).recover();
        assertEquals(700, report.endSequence());
        assertEquals(durable, report.endPosition());
        assertEquals(100 * RECORD, report.bytesBehindEnd());
        assertEquals(700, readPrefix(copy, THIS_BOOT));
        assertTrue(at(copy).verify().isGood());
        for (long off = durable - 104; off < durable; off += 8)
        {
            final long position = off;
            Damage.putLong(copy.resolve("channel.ctl"), ControlLayout.DURABLE_POSITION, position);
            final JournalException refused = assertThrows(CorruptChannelException.class,
                () -> at(copy).bootId(() -> 3).openWriter());
            assertTrue(refused.getMessage().contains("" + position), refused.getMessage());
        }
    }
}
