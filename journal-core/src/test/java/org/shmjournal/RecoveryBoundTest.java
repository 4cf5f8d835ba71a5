package org.shmjournal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.shmjournal.layout.ControlLayout;
import org.shmjournal.layout.IndexWord;
import org.shmjournal.layout.SegmentLayout;
import org.shmjournal.testing.Damage;
import org.shmjournal.testing.Records;

/** After a death on the same boot a recovery walks no more than a stride, whatever the size of the channel. */
class RecoveryBoundTest extends ChannelFixture
{
    private static final int LARGE = 4 * SEGMENT_SIZE;

    private Path kill(final ShmWriter<ByteBuffer> writer)
    {
        final Path copy = directory.resolve("copy-" + writer.position() + "-" + writer.lastSequence());
        copyDead(path(), copy);
        return copy;
    }

    /** Without the pid of an owner that is to be waited for. */
    private static void copyDead(final Path from, final Path to)
    {
        Damage.copyDirectory(from, to);
        Damage.putLong(to.resolve("channel.ctl"), ControlLayout.OWNER_PID, 0);
    }

    private void assertBounded(final Path copy, final long records, final long end, final int longest)
    {
        final RecoveryReport report = at(copy).recover();
        assertTrue(report.sameBoot());
        assertEquals(records, report.endSequence());
        assertEquals(end, report.endPosition());
        assertTrue(report.bytesWalked() <= IndexWord.STRIDE + longest, "walked " + report.bytesWalked());
        Damage.deleteTree(copy);
    }

    @ParameterizedTest
    @CsvSource({"65536, false, 100", "65536, true, 100", "262144, true, 100", "262144, false, 1000",
        "262144, true, 60000", "1048576, true, 100", "1048576, false, 200000"})
    void shouldWalkNoMoreThanAStrideAndARecord(final int segmentSize, final boolean timestamps, final int longest)
    {
        final ChannelSpec spec = ChannelSpec.defaults().segmentSize(segmentSize).timestamps(timestamps)
            .checksums(timestamps);
        final Random random = new Random(7);
        final int aligned = (longest + 7) / 8 * 8 + 16;
        try (ShmWriter<ByteBuffer> writer = channel(spec).openWriter())
        {
            long next = 0;
            while (writer.position() < 3L * segmentSize + segmentSize / 3)
            {
                final int count = 1 + random.nextInt(2 * segmentSize / 3 / longest);
                for (int i = 0; i < count; i++)
                {
                    conductor.doWork();
                    writer.writeBytes(ByteBuffer.allocate(random.nextInt(longest + 1)));
                    next++;
                }
                assertBounded(kill(writer), next, writer.position(), aligned);
            }
        }
    }

    @Test
    void shouldWalkNoMoreThanThatWhenOwnersDieAndFollowEachOther()
    {
        final ChannelSpec spec = ChannelSpec.defaults().segmentSize(LARGE);
        Path here = path();
        channel(spec).create();
        long next = 0;
        for (int owner = 0; owner < 12; owner++)
        {
            final Path left = directory.resolve("left-" + owner);
            final long end;
            try (ShmWriter<ByteBuffer> writer = at(here).openWriter())
            {
                // To just behind the start of a stride, which a record spans.
                final long target = (writer.position() / IndexWord.STRIDE + 1) * IndexWord.STRIDE;
                while (writer.position() <= target)
                {
                    write(writer, next++, 1, 1000);
                }
                end = writer.position();
                copyDead(here, left);
            }
            final Path probe = directory.resolve("probe-" + owner);
            Damage.copyDirectory(left, probe);
            assertBounded(probe, next, end, 2 * 1008);
            here = left;
        }
        assertEquals(List.of(), at(here).verify().findings());
    }

    @Test
    void shouldFindTheLastTimestampWhenOnlyHeartbeatsAreInTheLastStrides()
    {
        final ChannelSpec spec = ChannelSpec.defaults().segmentSize(LARGE).timestamps(true);
        final Path copy;
        final long end;
        try (ShmWriter<ByteBuffer> writer = channel(spec).epochClock(() -> 1_000_000L).openWriter())
        {
            write(writer, 0, 10, 100);
            while (writer.position() < 3L * IndexWord.STRIDE + 800)
            {
                writer.heartbeat();
            }
            end = writer.position();
            copy = kill(writer);
        }
        final Path again = directory.resolve("again");
        Damage.copyDirectory(copy, again);
        assertBounded(copy, 10, end, 8);
        try (ShmWriter<ByteBuffer> writer = at(again).epochClock(() -> 5).openWriter())
        {
            write(writer, 10, 1, 100);
        }
        try (ShmReader<ByteBuffer> reader = at(again).openReader())
        {
            final List<Records.Read> records = Records.readAll(reader);
            assertEquals(11, records.size());
            assertEquals(1_000_000L, records.get(10).timestamp());
        }
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "0, 1", "1, 1", "2, 1", "3, 1", "0, 4", "3, 4"})
    void shouldFindTheEndWhenIndexWordsAreZeroOrDamaged(final int damage, final int words)
    {
        final ChannelSpec spec = ChannelSpec.defaults().segmentSize(LARGE).timestamps(true);
        final Path copy;
        try (ShmWriter<ByteBuffer> writer = channel(spec).openWriter())
        {
            write(writer, 0, 2000, 100);
            copy = kill(writer);
        }
        final Path segment = copy.resolve(segmentFile(0).getFileName());
        for (int stride = 3; stride > 3 - words; stride--)
        {
            final long at = SegmentLayout.INDEX + 8L * stride;
            final long word = Damage.longAt(segment, at);
            Damage.putLong(segment, at, switch (damage)
            {
                case 1 -> word ^ 1L << 13;
                case 2 -> word ^ 1L << 40;
                case 3 -> IndexWord.of((int)IndexWord.offset(word) + 8, IndexWord.records(word));
                default -> 0;
            });
        }
        try (ShmWriter<ByteBuffer> writer = at(copy).openWriter())
        {
            assertEquals(1999, writer.lastSequence());
            write(writer, 2000, 2000, 100);
        }
        try (ShmReader<ByteBuffer> reader = at(copy).openReader())
        {
            assertRecords(Records.readAll(reader), 0, 4000, 100);
        }
    }
}
