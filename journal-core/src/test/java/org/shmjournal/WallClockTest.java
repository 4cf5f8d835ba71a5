package org.shmjournal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.shmjournal.layout.ControlLayout;
import org.shmjournal.testing.Damage;
import org.shmjournal.testing.Records;

/** Somebody sets the wall clock back, by any amount, at any time: timestamps stand still until it has caught up. */
@InEachMode
class WallClockTest extends ChannelFixture
{
    private static final long NOON = 1_700_000_000_000_000_000L;
    private static final long THIS_BOOT = 1;
    private static final long ANOTHER_BOOT = 2;

    private long wall = NOON;

    private ShmChannel<ByteBuffer> clocked(final Path path, final long boot)
    {
        return at(path).spec(smallSegments(true).timestamps(true)).epochClock(() -> wall).bootId(() -> boot);
    }

    private void assertNeverBack(final Path path, final int count)
    {
        try (ShmReader<ByteBuffer> reader = at(path).openReader())
        {
            final List<Records.Read> records = Records.readAll(reader);
            assertEquals(count, records.size());
            long before = NOON;
            for (final Records.Read record : records)
            {
                assertTrue(record.timestamp() >= before, "sequence=" + record.sequence());
                before = record.timestamp();
            }
        }
        assertEquals(List.of(), at(path).verify().findings());
    }

    @Test
    void shouldNotLetTimestampsGoBackWhileAnOwnerWritesAndRolls()
    {
        try (ShmWriter<ByteBuffer> writer = clocked(path(), THIS_BOOT).openWriter())
        {
            for (int i = 0; i < 1200; i++)
            {
                wall = NOON + (i % 7 == 0 ? -i * 1_000_000_000L : i * 1000L);
                write(writer, i, 1, 96);
            }
        }
        assertNeverBack(path(), 1200);
    }

    @Test
    void shouldNotLetTimestampsGoBackOverCloseDeathAndPowerLoss()
    {
        final Path killed = directory.resolve("killed");
        try (ShmWriter<ByteBuffer> writer = clocked(path(), THIS_BOOT).openWriter())
        {
            write(writer, 0, 300, 96);
        }
        wall = 5;
        try (ShmWriter<ByteBuffer> writer = clocked(path(), THIS_BOOT).openWriter())
        {
            write(writer, 300, 300, 96);
            wall = NOON + 1;
            write(writer, 600, 1, 96);
            writer.heartbeat();
            Damage.copyDirectory(path(), killed);
        }
        Damage.putLong(killed.resolve("channel.ctl"), ControlLayout.OWNER_PID, 0);
        wall = -1;
        for (final long boot : new long[]{THIS_BOOT, ANOTHER_BOOT})
        {
            final Path copy = directory.resolve("copy-" + boot);
            Damage.copyDirectory(killed, copy);
            try (ShmWriter<ByteBuffer> writer = clocked(copy, boot).openWriter())
            {
                write(writer, 601, 700, 96);
            }
            assertNeverBack(copy, 1301);
        }
    }

    @Test
    void shouldNotLetTimestampsGoBackAfterACutOrARestore()
    {
        try (ShmWriter<ByteBuffer> writer = clocked(path(), THIS_BOOT).openWriter())
        {
            write(writer, 0, 700, 96);
        }
        wall = 7;
        final Path restored = directory.resolve("restored");
        at(restored).restore(path());
        at(path()).recover(RecoverySpec.defaults().cutAt(300 * 112));
        try (ShmWriter<ByteBuffer> cut = clocked(path(), THIS_BOOT).openWriter();
            ShmWriter<ByteBuffer> whole = clocked(restored, THIS_BOOT).openWriter())
        {
            write(cut, 300, 10, 96);
            write(whole, 700, 10, 96);
        }
        assertNeverBack(path(), 310);
        assertNeverBack(restored, 710);
    }
}
