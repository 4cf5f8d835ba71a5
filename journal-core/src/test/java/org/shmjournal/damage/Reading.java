package org.shmjournal.damage;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import org.shmjournal.RecordContext;
import org.shmjournal.RecordHandler;
import org.shmjournal.ShmReader;
import org.shmjournal.testing.Records;

/** Holds what a reader delivers against the records of a specimen, behind which an owner may have appended one. */
final class Reading implements RecordHandler
{
    /** What an owner of a damaged channel appends. */
    static final byte[] APPENDED = Records.payload(Long.MAX_VALUE, 40);

    private static final int LIMIT = 1_000;
    private static final int START_LENGTH = 64;
    private static final int ALL = Integer.MAX_VALUE;

    private final List<Records.Read> records;
    private final Specimen specimen;
    private final boolean timestamps;
    private Injury injury;
    private long injuredSegment;
    private int loose;
    private int right;
    private int appendedAt;
    private int count;

    Reading(final Specimen specimen)
    {
        this.specimen = specimen;
        this.records = specimen.records();
        this.timestamps = specimen.spec().timestamps();
    }

    /** Begins with the record of this sequence. */
    Reading from(final int sequence, final Injury damage, final Verdict verdict)
    {
        injury = damage;
        injuredSegment = specimen.start(damage.file());
        loose = verdict.loose();
        right = verdict.then() == Verdict.Then.ANYTHING ? verdict.records() : ALL;
        appendedAt = -1;
        count = sequence;
        return this;
    }

    /** After so many records comes what an owner appended. */
    Reading appendedBehind(final int before)
    {
        appendedAt = before;
        return this;
    }

    /** Reads on to the end or to an error. */
    void readAll(final ShmReader<ByteBuffer> reader)
    {
        while (reader.poll(this, LIMIT) > 0)
        {
            // Until nothing comes.
        }
    }

    /** How many records there were, counted from the start of the stream. */
    int count()
    {
        return count;
    }

    @Override
    public void onRecord(final ByteBuffer buffer, final int offset, final int length, final RecordContext context)
    {
        final int sequence = count++;
        if (sequence >= right)
        {
            return;
        }
        if (sequence == appendedAt)
        {
            Wrong.unless(context.sequence() == sequence && isSame(APPENDED, buffer, offset, length),
                "another record than the owner appended", context.sequence());
            return;
        }
        Wrong.unless(sequence < records.size() && sequence != appendedAt, "more records than were written", sequence);
        final Records.Read expected = records.get(sequence);
        requireSame("record with a wrong sequence", context.sequence(), sequence);
        requireSame("record at a wrong position", context.position(), expected.position());
        Wrong.unless(!timestamps || sequence == loose || context.timestamp() == expected.timestamp(),
            "record with a wrong timestamp", sequence);
        Wrong.unless(isSameAtItsStart(expected, buffer, offset, length) ||
            isSame(expected.payload(), buffer, offset, length) ||
            sequence == loose && isSameButForTheInjury(expected.payload(), buffer, offset, length),
            "record with a wrong payload", sequence);
    }

    /** Makes no text of what is right, a hundred million times. */
    private static void requireSame(final String otherwise, final long found, final long expected)
    {
        if (found != expected)
        {
            throw new Wrong(otherwise + ": " + found + ", expected " + expected);
        }
    }

    /** Must do for one of a segment before the injured one. */
    private boolean isSameAtItsStart(
        final Records.Read expected, final ByteBuffer buffer, final int offset, final int length)
    {
        return expected.position() < injuredSegment && length == expected.payload().length &&
            length > START_LENGTH && buffer.slice(offset, START_LENGTH)
                .mismatch(ByteBuffer.wrap(expected.payload(), 0, START_LENGTH)) < 0;
    }

    private static boolean isSame(final byte[] expected, final ByteBuffer buffer, final int offset, final int length)
    {
        return length == expected.length && buffer.slice(offset, length).mismatch(ByteBuffer.wrap(expected)) < 0;
    }

    private boolean isSameButForTheInjury(
        final byte[] expected, final ByteBuffer buffer, final int offset, final int length)
    {
        final byte[] found = new byte[length];
        buffer.get(offset, found);
        final int from = Math.max(0, injury.from() - offset);
        final int to = Math.min(length, injury.to() - offset);
        if (length == expected.length && from < to)
        {
            System.arraycopy(expected, from, found, from, to - from);
        }
        return Arrays.equals(expected, found);
    }
}
