package org.shmjournal.store;

import org.shmjournal.error.CorruptChannelException;
import org.shmjournal.layout.RecordWord;

/**
 * Walks the words of one segment, checking each, and counts records. For everyone who reads and is in no hurry; the
 * reader's hot loop is its own. One thread.
 */
public final class SegmentWalk
{
    /** The kind where nothing is published. */
    public static final int NOTHING = 0;

    private final SegmentFile segment;
    private final RecordCheck check;
    private int offset;
    private int next;
    private int kind;
    private int kindBefore;
    private int length;
    private long sequence;
    private long lastTimestamp;

    /** Begins at {@code offset}, before which the channel holds {@code sequence} records. */
    public SegmentWalk(final SegmentFile segment, final int offset, final long sequence)
    {
        this.segment = segment;
        this.check = new RecordCheck(segment);
        this.offset = offset;
        this.next = offset;
        this.sequence = sequence;
        this.lastTimestamp = -1;
    }

    /**
     * Goes to the next word, if there can be one, and looks at it.
     *
     * @return its kind, or {@link #NOTHING}; from there and from ROLL, CLAIMED and END the walk does not move on.
     * @throws CorruptChannelException when the word is not one that an owner published.
     */
    public int step()
    {
        if (kind == RecordWord.DATA || kind == RecordWord.VOID)
        {
            sequence++;
        }
        offset = next;
        kindBefore = kind;
        kind = NOTHING;
        final long word = offset <= segment.size() - RecordWord.LENGTH ? segment.wordAcquire(offset) : 0;
        if (word == 0)
        {
            return NOTHING;
        }
        next = check.next(offset, word);
        kind = RecordWord.kind(word);
        length = RecordWord.length(word);
        if (kind == RecordWord.DATA && segment.header().timestamps())
        {
            lastTimestamp = segment.timestamp(offset);
        }
        return kind;
    }

    /** Whether nothing can be behind a word of this kind in its segment, for those who cannot pass a claim. */
    static boolean isLast(final int kind)
    {
        return kind == NOTHING || kind == RecordWord.ROLL || kind == RecordWord.END || kind == RecordWord.CLAIMED;
    }

    /** The owner's, for a claim that the last step came to and that is dead: goes on behind it, as behind a VOID. */
    void passClaim()
    {
        kind = RecordWord.VOID;
        next = offset + RecordWord.LENGTH + length;
    }

    /** Ends the walk behind the last word, whatever stands there. */
    void cutHere()
    {
        if (kind == RecordWord.DATA || kind == RecordWord.VOID)
        {
            sequence++;
        }
        offset = next;
        kindBefore = kind;
        kind = NOTHING;
    }

    /** The offset of the word that the last step looked at. */
    public int offset()
    {
        return offset;
    }

    /** The kind of the word that the step before looked at; {@link #NOTHING} when there was none. */
    public int kindBefore()
    {
        return kindBefore;
    }

    /** The length field of that word. */
    public int length()
    {
        return length;
    }

    /** The offset behind that word's record. */
    public int next()
    {
        return next;
    }

    /** The number of records in the channel before that word. */
    public long sequence()
    {
        return sequence;
    }

    /** The timestamp of the last DATA record seen, or -1. */
    public long lastTimestamp()
    {
        return lastTimestamp;
    }
}
