package org.shmjournal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.shmjournal.error.CorruptChannelException;
import org.shmjournal.error.PositionUnavailableException;
import org.shmjournal.layout.IndexWord;
import org.shmjournal.testing.Damage;
import org.shmjournal.testing.Records;

/** What is left of a damaged channel can be read: all but what lies between the damage and the next index word. */
class SkipDamageTest extends ChannelFixture
{
    private static final int STRIDES = 4;
    private static final int SIZE = STRIDES * IndexWord.STRIDE;
    private static final int LENGTH = 1000;
    private static final int TAKEN = 1008;
    private static final int PER_SEGMENT = (SIZE - 16) / TAKEN;
    private static final int RECORDS = 3 * PER_SEGMENT;

    @BeforeEach
    void fill()
    {
        writeAndClose(ChannelSpec.defaults().segmentSize(SIZE).checksums(true), RECORDS, LENGTH);
    }

    /** All that can be had, each record held against what was written; and how often something was skipped. */
    private int[] readWhatIsLeft()
    {
        final List<Long> sequences = new ArrayList<>();
        int skipped = 0;
        try (ShmReader<ByteBuffer> reader = at(path()).openReader())
        {
            boolean more = true;
            while (more)
            {
                try
                {
                    more = reader.poll((buffer, offset, length, context) -> {
                        assertEquals(Records.buffer(context.sequence(), LENGTH), buffer.slice(offset, length));
                        sequences.add(context.sequence());
                    }, 64) > 0;
                }
                catch (final CorruptChannelException damage)
                {
                    assertEquals(damage.position() < 0 ? reader.position() : damage.position(), reader.position());
                    skipped++;
                    more = skip(reader);
                }
            }
        }
        for (int i = 1; i < sequences.size(); i++)
        {
            assertTrue(sequences.get(i) > sequences.get(i - 1));
        }
        return new int[]{sequences.size(), skipped};
    }

    private static boolean skip(final ShmReader<ByteBuffer> reader)
    {
        final long before = reader.position();
        try
        {
            reader.skipDamage();
            assertTrue(reader.position() > before);
            return true;
        }
        catch (final PositionUnavailableException nothing)
        {
            assertEquals(before, reader.position());
            return false;
        }
    }

    @Test
    void shouldReadAllButTheRestOfADamagedStride()
    {
        final Random random = new Random(1);
        for (int i = 0; i < 100; i++)
        {
            final int segment = random.nextInt(3);
            final int offset = random.nextInt(PER_SEGMENT * TAKEN);
            Damage.flipBit(segmentFile(segment), DATA_OFFSET + offset, random.nextInt(8));
            final int[] left = readWhatIsLeft();
            final int perStride = IndexWord.STRIDE / TAKEN + 2;
            assertTrue(left[0] < RECORDS && left[0] >= RECORDS - perStride, left[0] + " records are left");
            assertEquals(1, left[1]);
            Damage.deleteTree(path());
            fill();
        }
    }

    @Test
    void shouldReadWhatIsBehindADamagedSegment()
    {
        Damage.flipBit(segmentFile(1), 100, 1);
        final int[] left = readWhatIsLeft();
        assertEquals(2 * PER_SEGMENT, left[0]);
        assertEquals(1, left[1]);
    }

    @Test
    void shouldSayThatNothingIsBehind()
    {
        Damage.flipBit(segmentFile(2), DATA_OFFSET + (PER_SEGMENT - 1) * TAKEN + 100, 3);
        final int[] left = readWhatIsLeft();
        assertEquals(RECORDS - 1, left[0]);
        assertEquals(1, left[1]);
    }
}
