package org.shmjournal.cli.demo;

import java.nio.ByteBuffer;
import java.util.function.Consumer;
import org.shmjournal.RecordContext;
import org.shmjournal.RecordHandler;

/**
 * Checks every record as it comes, and counts.
 */
final class CheckedRecords implements RecordHandler
{
    private static final int MAX_FINDINGS = 5;

    private final DemoRecord expected;
    private final Consumer<String> onFinding;
    private long records;
    private long mismatches;
    private long digest;
    private long firstAt;

    CheckedRecords(final long seed, final Consumer<String> onFinding)
    {
        this.expected = new DemoRecord(seed);
        this.onFinding = onFinding;
    }

    @Override
    public void onRecord(final ByteBuffer buffer, final int offset, final int length, final RecordContext context)
    {
        if (records == 0)
        {
            firstAt = System.nanoTime();
        }
        final long sequence = context.sequence();
        expected.set(records);
        if (sequence != records || !expected.isIn(buffer, offset, length))
        {
            mismatch(buffer, offset, length, context);
        }
        digest = DemoRecord.digest(digest, buffer, offset, length);
        records++;
    }

    long records()
    {
        return records;
    }

    long mismatches()
    {
        return mismatches;
    }

    long digest()
    {
        return digest;
    }

    /** Since the first record came, per record after it. */
    double nanosPerRecord()
    {
        return records < 2 ? 0 : (System.nanoTime() - firstAt) / (double)(records - 1);
    }

    private void mismatch(final ByteBuffer buffer, final int offset, final int length, final RecordContext context)
    {
        mismatches++;
        if (mismatches <= MAX_FINDINGS)
        {
            onFinding.accept("record " + records + " at position " + context.position() + " is not as written: " +
                (context.sequence() == records ? expected.difference(buffer, offset, length) :
                    "its sequence is " + context.sequence()));
        }
    }
}
