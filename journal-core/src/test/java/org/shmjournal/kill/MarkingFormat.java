package org.shmjournal.kill;

import java.nio.ByteBuffer;
import org.shmjournal.DataFormat;

/** Encodes a sequence as the payload that belongs to it, marks that it does, and can be stopped half-way. */
final class MarkingFormat implements DataFormat<Long>
{
    private final Marks marks;
    private final Stopper stopper;
    private long didNotFit = -1;

    MarkingFormat(final Marks marks, final Stopper stopper)
    {
        this.marks = marks;
        this.stopper = stopper;
    }

    @Override
    public int id()
    {
        return 1001;
    }

    @Override
    public String mediaType()
    {
        return "application/octet-stream";
    }

    @Override
    public int encode(final Long sequence, final ByteBuffer target, final int offset, final int available)
    {
        marks.writer(Phase.ENCODE);
        final int length = Contents.length(sequence);
        if (length > available)
        {
            didNotFit = sequence;
        }
        else
        {
            Contents.put(sequence, target, offset, 0, length / 2);
            stopper.at(sequence == didNotFit ? Stop.HALF_ENCODED_IN_NEXT_SEGMENT : Stop.HALF_ENCODED);
            Contents.put(sequence, target, offset, length / 2, length);
        }
        marks.writer(Phase.ELSEWHERE);
        return length > available ? -1 : length;
    }

    @Override
    public Long decode(final ByteBuffer source, final int offset, final int length)
    {
        throw new UnsupportedOperationException();
    }
}
