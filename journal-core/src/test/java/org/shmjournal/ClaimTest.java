package org.shmjournal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.shmjournal.error.ChannelClosedException;
import org.shmjournal.testing.Damage;
import org.shmjournal.testing.Records;

/** Space in the map that is filled in place, then published or given back unseen. */
@InEachMode
class ClaimTest extends ChannelFixture
{
    private ShmWriter<ByteBuffer> writer;
    private ShmReader<ByteBuffer> reader;

    @BeforeEach
    void open()
    {
        writer = channel(smallSegments().checksums(true)).openWriter();
        reader = channel().openReader();
    }

    @AfterEach
    void close()
    {
        reader.close();
        writer.close();
        assertTrue(channel().verify().isGood());
    }

    private static RecordClaim fill(final RecordClaim claim, final long sequence)
    {
        claim.buffer().put(claim.offset(), Records.payload(sequence, claim.length()));
        return claim;
    }

    private void assertDelivered(final byte[]... payloads)
    {
        assertEquals(Arrays.stream(payloads).map(Arrays::toString).toList(),
            Records.texts(Records.readAll(reader)));
    }

    @Test
    void shouldShowNothingBeforeCommit()
    {
        final RecordClaim claim = fill(writer.claim(20), 0);
        assertEquals(20, claim.length());
        assertEquals(ByteOrder.LITTLE_ENDIAN, claim.buffer().order());
        assertDelivered();
        assertEquals(32, claim.commit(20));
        assertDelivered(Records.payload(0, 20));
        assertEquals(32, writer.position());
    }

    /** Which nobody may, and which does no harm to what is written by others. */
    @Test
    void shouldPublishAClaimWhoseBuffersLimitWasMoved()
    {
        final RecordClaim claim = fill(writer.claim(16), 0);
        claim.buffer().limit(claim.offset() + 16);
        assertEquals(24, claim.commit(16));
        writer.write(Records.buffer(1, 16));
        writer.writeBytes(Records.buffer(2, 16));
        assertDelivered(Records.payload(0, 16), Records.payload(1, 16), Records.payload(2, 16));
    }

    @Test
    void shouldPublishLessThanWasClaimed()
    {
        assertEquals(16, fill(writer.claim(100), 0).commit(3));
        assertEquals(16, writer.position());
        assertDelivered(Arrays.copyOf(Records.payload(0, 100), 3));
        // Nothing of the rest is left in the padding, nor in what is published next
        assertEquals(0, Damage.longAt(segmentFile(0), DATA_OFFSET + 8) >>> 24);
        assertEquals(0, Damage.longAt(segmentFile(0), DATA_OFFSET + 16));
        fill(writer.claim(8), 1).commit(8);
        assertDelivered(Records.payload(1, 8));
    }

    @Test
    void shouldPublishAnEmptyRecord()
    {
        assertEquals(8, writer.claim(100).commit(0));
        assertEquals(8, writer.claim(0).commit(0));
        assertDelivered(new byte[0], new byte[0]);
    }

    @Test
    void shouldGiveTheSpaceBackUnseenOnAbort()
    {
        fill(writer.claim(100), 0).abort();
        assertEquals(0, writer.position());
        assertEquals(-1, writer.lastSequence());
        assertDelivered();
        writer.write(Records.buffer(1, 4));
        assertDelivered(Records.payload(1, 4));
    }

    @Test
    void shouldAbortWhatIsClosedWithoutCommit()
    {
        try (RecordClaim claim = writer.claim(100))
        {
            fill(claim, 0);
        }
        assertDelivered();
        try (RecordClaim claim = writer.claim(10))
        {
            fill(claim, 1).commit(10);
        }
        assertDelivered(Records.payload(1, 10));
        assertEquals(0, writer.lastSequence());
    }

    @Test
    void shouldAbortWhenFillingItThrows()
    {
        assertThrows(OutOfMemoryError.class, () -> {
            try (RecordClaim claim = writer.claim(100))
            {
                fill(claim, 0);
                throw new OutOfMemoryError("while filling");
            }
        });
        writer.write(Records.buffer(0, 4));
        assertDelivered(Records.payload(0, 4));
    }

    @Test
    void shouldRefuseToCommitMoreThanWasClaimedAndStayUsable()
    {
        final RecordClaim claim = fill(writer.claim(10), 0);
        assertThrows(IllegalArgumentException.class, () -> claim.commit(11));
        assertThrows(IllegalArgumentException.class, () -> claim.commit(-1));
        assertThrows(IllegalArgumentException.class, () -> claim.commit(Integer.MAX_VALUE));
        assertDelivered();
        claim.commit(10);
        assertDelivered(Records.payload(0, 10));
    }

    @Test
    void shouldRefuseToBeResolvedTwice()
    {
        final RecordClaim committed = fill(writer.claim(10), 0);
        committed.commit(10);
        assertThrows(IllegalStateException.class, () -> committed.commit(10));
        assertThrows(IllegalStateException.class, committed::abort);
        committed.close();
        final RecordClaim aborted = writer.claim(10);
        aborted.abort();
        assertThrows(IllegalStateException.class, aborted::abort);
        assertThrows(IllegalStateException.class, () -> aborted.commit(1));
        aborted.close();
        assertDelivered(Records.payload(0, 10));
    }

    @Test
    void shouldRefuseUseAfterItWasResolved()
    {
        final RecordClaim claim = writer.claim(10);
        claim.abort();
        assertThrows(IllegalStateException.class, claim::buffer);
        assertThrows(IllegalStateException.class, claim::offset);
        assertThrows(IllegalStateException.class, claim::length);
    }

    @Test
    void shouldKeepEverythingElseOutWhileItIsOpen()
    {
        final RecordClaim claim = fill(writer.claim(10), 0);
        assertThrows(IllegalStateException.class, () -> writer.write(Records.buffer(1, 1)));
        assertThrows(IllegalStateException.class, () -> writer.tryWrite(Records.buffer(1, 1)));
        assertThrows(IllegalStateException.class, () -> writer.writeBytes(Records.buffer(1, 1)));
        assertThrows(IllegalStateException.class, writer::heartbeat);
        assertThrows(IllegalStateException.class, () -> writer.claim(1));
        assertThrows(IllegalStateException.class, writer::close);
        assertEquals(0, writer.position());
        claim.commit(10);
        assertDelivered(Records.payload(0, 10));
        writer.write(Records.buffer(1, 1));
        assertDelivered(Records.payload(1, 1));
    }

    @Test
    void shouldRefuseANegativeLength()
    {
        assertThrows(IllegalArgumentException.class, () -> writer.claim(-1));
        assertThrows(IllegalArgumentException.class, () -> writer.tryClaim(Integer.MIN_VALUE));
        writer.claim(1).abort();
    }

    @Test
    void shouldHandOutTheSameObjectEachTime()
    {
        final RecordClaim claim = writer.claim(1);
        claim.abort();
        assertSame(claim, writer.claim(1));
        claim.abort();
    }

    @Test
    void shouldRollOnlyWhenAClaimInTheNextSegmentIsCommitted()
    {
        writeUntilLessIsLeft(writer, 200);
        conductor.doWork();
        Records.readAll(reader);
        final long position = writer.position();

        fill(writer.claim(1000), 0).abort();
        assertEquals(position, writer.position());
        assertEquals(0, Damage.longAt(segmentFile(0), DATA_OFFSET + position));
        writer.write(Records.buffer(1, 8));
        assertEquals(position, writer.lastPosition());

        fill(writer.claim(1000), 2).commit(900);
        assertEquals(SEGMENT_SIZE, writer.lastPosition());
        assertDelivered(Records.payload(1, 8), Arrays.copyOf(Records.payload(2, 1000), 900));
    }

    @Test
    void shouldBeLostWhenTheOwnerIsFencedMeanwhile() throws IOException
    {
        final RecordClaim claim = fill(writer.claim(10), 0);
        Files.delete(lockFile());
        conductor.doWork();
        assertThrows(ChannelClosedException.class, () -> claim.commit(10));
        assertDelivered();
        assertEquals(List.of(), channel().verify().findings());
    }
}
