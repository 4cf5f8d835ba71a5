package org.shmjournal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.shmjournal.error.ChannelClosedException;
import org.shmjournal.testing.Damage;
import org.shmjournal.testing.Records;
import org.shmjournal.testing.TestDisk;

/**
 * A power loss at any time, which leaves any pages of what was not forced, again and again on the same channel: what is
 * there is a prefix of what was written, with everything that was said to be durable, and it goes on from there.
 */
class LostPagesTest extends ChannelFixture
{
    private static final int CHANNELS = 25;
    private static final int LOSSES = 4;

    private final long seed = Long.getLong("seed", 20_260_101L);

    private List<Records.Read> read(final Path path)
    {
        try (ShmReader<ByteBuffer> reader = at(path).openReader())
        {
            return Records.readAll(reader);
        }
    }

    private static int length(final long sequence)
    {
        return (int)(sequence * 2_654_435_761L >>> 7 & 0x7FF) * (sequence % 50 == 0 ? 8 : 1);
    }

    @ParameterizedTest
    @EnumSource(Durability.class)
    void shouldKeepAPrefixWithAllThatIsDurableWhateverPagesAreLost(final Durability mode)
    {
        for (int i = 0; i < CHANNELS; i++)
        {
            final Random random = new Random(seed + i);
            final ChannelSpec plain = smallSegments().durability(mode).timestamps(random.nextBoolean());
            final ChannelSpec spec = mode == Durability.PERIODIC ? plain.forceEvery(5000) :
                mode == Durability.PROCESS ? plain.checksums(random.nextBoolean()) : plain;
            Path here = directory.resolve(mode + "-" + i);
            final String story = "seed=" + (seed + i) + " " + mode;
            int known = 0;
            for (int loss = 0; loss < LOSSES; loss++)
            {
                final Path left = directory.resolve(mode + "-" + i + "-" + loss);
                known = writeAndLosePower(here, left, spec, random, loss, known, story);
                Damage.deleteTree(here);
                here = left;
            }
            Damage.deleteTree(here);
        }
    }

    /** Returns how many records are there now. */
    private int writeAndLosePower(
        final Path here,
        final Path left,
        final ChannelSpec spec,
        final Random random,
        final int boot,
        final int before,
        final String story)
    {
        final TestDisk disk = new TestDisk();
        int durable = before;
        int written = before;
        try (ShmWriter<ByteBuffer> writer =
            at(here).spec(spec).fileOperations(disk).bootId(() -> boot + 1).openWriter())
        {
            assertEquals(before - 1, writer.lastSequence(), story);
            final int steps = random.nextInt(200);
            for (int i = 0; i < steps; i++)
            {
                final int what = random.nextInt(40);
                if (what == 0)
                {
                    writer.flush();
                    durable = written;
                }
                else if (what < 3)
                {
                    writer.heartbeat();
                }
                else if (what < 5)
                {
                    final RecordClaim claim = writer.claim(length(written + 1));
                    claim.buffer().put(claim.offset(), Records.payload(written + 1, length(written + 1)));
                    claim.abort();
                }
                else
                {
                    writer.write(Records.buffer(written, length(written)));
                    written++;
                }
                conductor.doWork();
            }
            if (writer.durablePosition() == writer.position())
            {
                durable = written;
            }
            durable = Math.max(durable, seenByDurableReader(here, disk, boot));
            disk.losePower(here, left, random.nextInt(4) == 0 ? null : random);
        }
        return recover(left, boot, durable, written, story);
    }

    /** What a reader of durable records only has seen, no power loss takes back. */
    private int seenByDurableReader(final Path here, final TestDisk disk, final int boot)
    {
        try (ShmReader<ByteBuffer> reader =
            at(here).fileOperations(disk).bootId(() -> boot + 1).durableOnly().openReader())
        {
            return (int)reader.sequence() + Records.readAll(reader).size();
        }
    }

    private int recover(
        final Path left, final int boot, final int durable, final int written, final String story)
    {
        final RecoveryReport report = at(left).bootId(() -> boot + 2).recover();
        final List<Records.Read> records = read(left);
        assertEquals(report.endSequence(), records.size(), story);
        assertTrue(records.size() >= durable && records.size() <= written,
            () -> story + ": " + records.size() + " of " + durable + " to " + written);
        for (int i = 0; i < records.size(); i++)
        {
            assertArrayEquals(Records.payload(i, length(i)), records.get(i).payload(),
                story);
        }
        assertEquals(List.of(), at(left).verify().findings(), story);
        return records.size();
    }

    @ParameterizedTest
    @EnumSource(Durability.class)
    void shouldBeDrainedAfterAPowerLossOnceADrainHasReturned(final Durability mode)
    {
        for (int i = 0; i < 10; i++)
        {
            final TestDisk disk = new TestDisk();
            final Path here = directory.resolve(mode + "-" + i);
            final Path left = directory.resolve(mode + "-left-" + i);
            try (ShmWriter<ByteBuffer> writer =
                at(here).spec(smallSegments().durability(mode)).fileOperations(disk).openWriter())
            {
                write(writer, 0, 700, 100);
                writer.drain();
                disk.losePower(here, left, new Random(seed + i));
            }
            assertRecords(read(left), 0, 700, 100);
            assertThrows(ChannelClosedException.class,
                () -> at(left).bootId(() -> 9).openWriter());
        }
    }
}
