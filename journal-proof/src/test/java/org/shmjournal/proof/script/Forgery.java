package org.shmjournal.proof.script;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Random;
import org.shmjournal.layout.Memory;
import org.shmjournal.layout.RecordWord;
import org.shmjournal.layout.SegmentLayout;

/**
 * The worst that an encoder which fails, or an aborted claim, can leave behind the newest record: words that are valid
 * exactly where they stand. If any of them is ever believed, the stream goes on where it ended.
 */
final class Forgery
{
    private static final int INSTANCE_ID = 24;
    private static final int SEGMENT_SIZE = 56;
    private static final int[] KINDS = {RecordWord.DATA, RecordWord.HEARTBEAT, RecordWord.CLOSE, RecordWord.END,
        RecordWord.PADDING, RecordWord.VOID, RecordWord.CLAIMED, RecordWord.ROLL};

    private static final ThreadLocal<Boolean> HARMLESS = ThreadLocal.withInitial(() -> false);

    private Forgery()
    {
    }

    /** What this thread's scripts leave is not forged any more, but anything else. */
    static void leaveOut()
    {
        HARMLESS.set(true);
    }

    /** Fills part of a segment, or of anything else. */
    static void fill(final ByteBuffer target, final int from, final int length, final Random random)
    {
        Memory.putBytes(target, from, forged(target, from, length, random), 0, length);
    }

    /** Fills slices that follow each other in a segment, or in anything else; the last one first. */
    static void fill(final ByteBuffer[] slices, final ByteBuffer target, final int from, final Random random)
    {
        final int length = Arrays.stream(slices).mapToInt(ByteBuffer::capacity).sum();
        put(slices, forged(target, from, length, random));
    }

    /** Stores bytes into slices that follow each other, the last ones first. */
    static void put(final ByteBuffer[] slices, final ByteBuffer source)
    {
        final int sliceLength = slices.length == 0 ? 0 : slices[0].capacity();
        for (int i = slices.length - 1; i >= 0; i--)
        {
            final int length = Math.min(slices[i].capacity(), source.capacity() - i * sliceLength);
            if (length > 0)
            {
                Memory.putBytes(slices[i], 0, source, i * sliceLength, length);
            }
        }
    }

    private static ByteBuffer forged(
        final ByteBuffer target, final int from, final int length, final Random random)
    {
        final ByteBuffer forged = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
        if (HARMLESS.get())
        {
            random.nextBytes(forged.array());
        }
        final int segmentSize =
            target.capacity() > SegmentLayout.HEADER_LENGTH ? Memory.intAt(target, SEGMENT_SIZE) : 0;
        if (!HARMLESS.get() && SegmentLayout.isValidSize(segmentSize) &&
            SegmentLayout.fileLength(segmentSize) == target.capacity())
        {
            final int dataOffset = SegmentLayout.dataOffset(segmentSize);
            final long salt = RecordWord.salt(Memory.longAt(target, INSTANCE_ID),
                Memory.longAt(target, SegmentLayout.NUMBER), Memory.longAt(target, SegmentLayout.EPOCH));
            for (int i = 0; i <= length - Long.BYTES; i += Long.BYTES)
            {
                final int kind = KINDS[random.nextInt(KINDS.length)];
                forged.putLong(i, RecordWord.of(salt, from + i - dataOffset, RecordWord.low(kind, 0)));
            }
        }
        return forged;
    }
}
