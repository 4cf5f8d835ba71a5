package org.shmjournal.kill;

import java.nio.ByteBuffer;
import org.shmjournal.RecordClaim;
import org.shmjournal.ShmWriter;

/** Appends the record of a sequence, in each of the ways that there are; which one depends on the sequence. */
final class Appender
{
    private final ShmWriter<Long> writer;
    private final Marks marks;
    private final Stopper stopper;
    private final ByteBuffer scratch = ByteBuffer.allocate(4096);

    Appender(final ShmWriter<Long> writer, final Marks marks, final Stopper stopper)
    {
        this.writer = writer;
        this.marks = marks;
        this.stopper = stopper;
    }

    void append(final long sequence)
    {
        switch ((int)(sequence % 8))
        {
            case 0 -> writeBytes(sequence, Contents.length(sequence));
            case 1 -> commitClaim(sequence);
            case 2 ->
            {
                abortClaim(sequence);
                writer.write(sequence);
            }
            case 3 ->
            {
                writer.heartbeat();
                writer.write(sequence);
            }
            default -> writer.write(sequence);
        }
        marks.writer(Phase.ELSEWHERE);
    }

    /** Appends a record that is cut short. */
    void appendCut(final long sequence)
    {
        writeBytes(sequence, Contents.cutLength(sequence));
        marks.writer(Phase.ELSEWHERE);
    }

    private void writeBytes(final long sequence, final int length)
    {
        Contents.put(sequence, scratch.clear(), 0, 0, length);
        writer.writeBytes(scratch.limit(length));
    }

    /** Claims more than it commits. */
    private void commitClaim(final long sequence)
    {
        final int length = Contents.length(sequence);
        final int available = writer.available();
        try (RecordClaim claim = writer.claim(length + 100))
        {
            marks.writer(Phase.CLAIM);
            Contents.put(sequence, claim.buffer(), claim.offset(), 0, length);
            stopper.at(available < length + 100 ? Stop.CLAIM_OPEN_IN_NEXT_SEGMENT : Stop.CLAIM_OPEN);
            marks.writer(Phase.ELSEWHERE);
            claim.commit(length);
        }
    }

    /** Leaves behind what must never be read: the payload of the next record. */
    private void abortClaim(final long sequence)
    {
        final int length = Contents.length(sequence + 1);
        try (RecordClaim claim = writer.claim(length))
        {
            marks.writer(Phase.CLAIM);
            Contents.put(sequence + 1, claim.buffer(), claim.offset(), 0, length);
        }
        marks.writer(Phase.ELSEWHERE);
    }
}
