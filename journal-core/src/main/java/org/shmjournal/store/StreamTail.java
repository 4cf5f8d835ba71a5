package org.shmjournal.store;

import org.shmjournal.layout.IndexWord;
import org.shmjournal.layout.RecordWord;

/**
 * Where the stream ends just now, for somebody beside the writer: follows the words, from the last index word on where
 * that is a shorter way. What the writer had published before the question is before the answer, which is a record's
 * boundary and never behind an open claim. The index leads behind claims, too, so it is followed only as far as none is
 * open. One thread at a time.
 */
final class StreamTail
{
    private final OpenClaims claims;
    private SegmentFile segment;
    private int offset;

    StreamTail(final OpenClaims claims)
    {
        this.claims = claims;
    }

    /** The offset at which the stream ends in a segment; never less than the last answer for it. */
    int in(final SegmentFile current)
    {
        if (segment != current)
        {
            segment = current;
            offset = 0;
        }
        if (isStillHere())
        {
            return offset;
        }
        jumpAhead();
        final SegmentWalk walk = new SegmentWalk(segment, offset, 0);
        int kind;
        do
        {
            kind = walk.step();
        }
        while (!SegmentWalk.isLast(kind));
        offset = walk.offset();
        return offset;
    }

    /** Whether nothing was published since the last answer, as whoever asks again and again finds mostly. */
    private boolean isStillHere()
    {
        return offset <= segment.size() - RecordWord.LENGTH && segment.wordAcquire(offset) == 0;
    }

    private void jumpAhead()
    {
        for (int stride = IndexWord.count(segment.size()) - 1; stride > offset / IndexWord.STRIDE; stride--)
        {
            final long word = segment.indexWord(stride);
            // The word first: who claimed what is in front of it said so before the word was stored.
            if (IndexWord.isIntact(word) && IndexWord.offset(word) > offset &&
                IndexWord.offset(word) < segment.recordsEnd() &&
                segment.position((int)IndexWord.offset(word)) <= claims.firstOpen())
            {
                offset = (int)IndexWord.offset(word);
                return;
            }
        }
    }
}
