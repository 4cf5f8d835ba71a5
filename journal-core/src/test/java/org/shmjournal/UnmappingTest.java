package org.shmjournal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.shmjournal.testing.Records;

/** What becomes of a buffer that somebody kept for longer than allowed, for each way in which maps end. */
class UnmappingTest extends ChannelFixture
{
    private static final int LENGTH = 1000;

    /** Which segments follow which. */
    enum Kind
    {
        KEEPING(Retention.KEEP_ALL),
        DELETING(Retention.keepSegments(2)),
        RING(Retention.ring(3)),
        SINGLE(Retention.SINGLE_SEGMENT);

        private final Retention retention;

        Kind(final Retention retention)
        {
            this.retention = retention;
        }
    }

    private static boolean endsSafely()
    {
        return Runtime.version().feature() >= 22;
    }

    private ShmChannel<ByteBuffer> of(final Kind kind)
    {
        return channel(smallSegments().retention(kind.retention));
    }

    /** What the handler of a reader got that is closed since; a strong one, for others read copies of a ring. */
    private static ByteBuffer keptByReader(final ShmChannel<ByteBuffer> channel)
    {
        final ByteBuffer[] kept = new ByteBuffer[1];
        try (ShmWriter<ByteBuffer> writer = channel.openWriter();
            ShmReader<ByteBuffer> reader = channel.gating(Gating.WRITER).openReader())
        {
            writer.write(Records.buffer(0, LENGTH));
            assertEquals(1, reader.poll((buffer, offset, length, context) -> {
                kept[0] = buffer;
                assertEquals(Records.buffer(0, LENGTH), payload(buffer, offset));
            }, 1));
        }
        return kept[0];
    }

    private static ByteBuffer payload(final ByteBuffer buffer, final int offset)
    {
        return buffer.slice(offset, LENGTH);
    }

    private static ByteBuffer keptByClaim(final ShmChannel<ByteBuffer> channel)
    {
        try (ShmWriter<ByteBuffer> writer = channel.openWriter())
        {
            final RecordClaim claim = writer.claim(LENGTH);
            final ByteBuffer kept = claim.buffer();
            claim.abort();
            return kept;
        }
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void shouldLeaveMapsToTheCollectorWhenAskedTo(final Kind kind)
    {
        keptByReader(of(kind).eagerUnmapping(false)).get(0);
        keptByClaim(of(kind).eagerUnmapping(false)).get(0);
    }

    @ParameterizedTest
    @EnumSource(value = Kind.class, names = "DELETING", mode = EnumSource.Mode.EXCLUDE)
    void shouldLeaveMapsToTheCollectorWhereNothingIsDeleted(final Kind kind)
    {
        keptByReader(of(kind)).get(0);
        keptByClaim(of(kind)).get(0);
    }

    @Test
    void shouldEndMapsOfWhatIsDeletedWhereThatIsSafe()
    {
        final ByteBuffer read = keptByReader(of(Kind.DELETING));
        final ByteBuffer claimed = keptByClaim(of(Kind.DELETING));
        if (endsSafely())
        {
            assertThrows(IllegalStateException.class, () -> read.get(0));
            assertThrows(IllegalStateException.class, () -> claimed.get(0));
        }
        else
        {
            read.get(0);
            claimed.get(0);
        }
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void shouldEndAllSafelyWhenAskedTo(final Kind kind)
    {
        assumeTrue(endsSafely(), "before JDK 22 this is a crash");
        final ByteBuffer read = keptByReader(of(kind).eagerUnmapping(true));
        final ByteBuffer claimed = keptByClaim(of(kind).eagerUnmapping(true));
        assertThrows(IllegalStateException.class, () -> read.get(0));
        assertThrows(IllegalStateException.class, () -> claimed.get(0));
    }
}
