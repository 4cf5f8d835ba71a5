package org.shmjournal.store;

import static org.shmjournal.layout.RecordWord.*;

import org.shmjournal.error.CorruptChannelException;
import org.shmjournal.layout.RecordWord;

/**
 * Judges words of one segment that are not zero: kind, length, bounds and check, in this order of arithmetic that
 * cannot overflow. One thread.
 */
public final class RecordCheck
{
    private final SegmentFile segment;
    private final RecordChecksum checksum;
    private final int headerLength;

    /** For the words of one segment. */
    public RecordCheck(final SegmentFile segment)
    {
        this.segment = segment;
        this.checksum = segment.header().checksums() ? new RecordChecksum(segment) : null;
        this.headerLength = headerLength(segment.header().timestamps());
    }

    /**
     * The offset of the word behind this one, or this one's own offset where none can be: ROLL, CLAIMED, END.
     *
     * @throws CorruptChannelException when no owner published {@code word} at {@code offset}.
     */
    public int next(final int offset, final long word)
    {
        final int kind = kind(word);
        final int length = length(word);
        final int next = switch (kind)
        {
            case DATA -> offset + align(headerLength + length);
            case PADDING, VOID, CLAIMED -> offset + LENGTH + length;
            case HEARTBEAT, CLOSE -> offset + LENGTH;
            case ROLL, END -> offset;
            default -> throw segment.corruptAt(offset, "record word", "kind 1 to 8, or 0", "kind " + kind +
                " in " + SegmentFile.hex(word));
        };
        checkLength(offset, kind, length, next);

        final long expected = expectedWord(offset, kind, length, low(word));
        if (expected != word)
        {
            throw segment.corruptAt(offset, checksum != null && kind == DATA ? "record" : "record word",
                SegmentFile.hex(expected) + " for a " + kindName(kind) + " of length " + length,
                SegmentFile.hex(word));
        }
        return kind == CLAIMED ? offset : next;
    }

    /** Where what an owner published at an offset ends; the offset where none did. For who looks everywhere. */
    int endOfPublished(final int offset)
    {
        final long word = segment.wordAcquire(offset);
        final int kind = kind(word);
        final int length = length(word);
        final int next = kind == DATA ? offset + align(headerLength + length) : offset + LENGTH +
            (kind == PADDING || kind == VOID || kind == CLAIMED ? length : 0);
        return word != 0 && kind >= DATA && kind <= END && fits(kind, length, next) &&
            expectedWord(offset, kind, length, low(word)) == word ? next : offset;
    }

    private void checkLength(final int offset, final int kind, final int length, final int next)
    {
        if (!fits(kind, length, next))
        {
            throw segment.corruptAt(offset, "record word", "a length that fits the segment and the channel",
                kindName(kind) + " of length " + length);
        }
    }

    private boolean fits(final int kind, final int length, final int next)
    {
        return switch (kind)
        {
            case DATA -> length <= segment.header().maxRecordLength() && next <= segment.recordsEnd();
            case PADDING, VOID, CLAIMED -> length % RecordWord.LENGTH == 0 && next <= segment.recordsEnd();
            case HEARTBEAT -> length == 0 && next <= segment.recordsEnd();
            case CLOSE -> length == 0 && next <= segment.size() - RecordWord.LENGTH;
            default -> length == 0;
        };
    }

    private long expectedWord(final int offset, final int kind, final int length, final int low)
    {
        final long word = RecordWord.of(segment.salt(), offset, low);
        return checksum != null && kind == DATA ? withChecksum(word, checksum.of(offset, length)) : word;
    }
}
