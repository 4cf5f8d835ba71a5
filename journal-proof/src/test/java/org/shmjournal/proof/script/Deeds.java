package org.shmjournal.proof.script;

import java.nio.ByteBuffer;
import java.util.Random;
import org.shmjournal.RecordClaim;
import org.shmjournal.Retention;
import org.shmjournal.ShmWriter;
import org.shmjournal.VectoredWrite;
import org.shmjournal.WriteStatus;
import org.shmjournal.error.ChannelClosedException;
import org.shmjournal.error.ChannelFullException;
import org.shmjournal.error.RecordTooLongException;
import org.shmjournal.error.StorageException;
import org.shmjournal.layout.Memory;
import org.shmjournal.layout.RecordWord;
import org.shmjournal.proof.trace.Trace;
import org.shmjournal.proof.trace.Written;

/**
 * What an owner does with its writer, each deed once, and what the trace is told of it. Lengths and bytes are random.
 * One thread.
 */
final class Deeds
{
    private static final int MAX_SMALL = 80;
    private static final int MAX_MEDIUM = 3000;
    private static final int LARGE = 20;
    private static final int LARGE_IN_RING = 44;

    private final ShmWriter<Payload> writer;
    private final Runnable beside;
    private final Trace trace;
    private final Random random;
    private final int maxRecordLength;
    private final int largeInHundred;
    private boolean over;
    private boolean stopped;

    /**
     * The deeds of one writer.
     *
     * @param beside what the conductor may do at any time.
     */
    Deeds(final ShmWriter<Payload> writer, final Trace trace, final Random random, final Runnable beside)
    {
        this.writer = writer;
        this.beside = beside;
        this.trace = trace;
        this.random = random;
        this.maxRecordLength = writer.header().maxRecordLength();
        // So that a ring goes round several times.
        this.largeInHundred = writer.header().retention().policy() == Retention.Policy.RING ? LARGE_IN_RING : LARGE;
    }

    /** Whether the writer takes nothing any more. */
    boolean isOver()
    {
        return over;
    }

    /** Whether the owner has ended the stream, or terminated the channel. */
    boolean isStopped()
    {
        return stopped;
    }

    void stopped()
    {
        stopped = true;
    }

    /** Writes a value that the format encodes, or fails to. */
    void write(final Payload.Fault fault)
    {
        write(new Payload(bytes(length()), fault));
    }

    private void write(final Payload payload)
    {
        final boolean good = payload.fault() == Payload.Fault.NONE;
        final Written record = good ? trace.begin(payload.bytes()) : null;
        boolean written = false;
        try
        {
            final int status = random.nextInt(4) == 0 ? writer.tryWrite(payload) : writer.write(payload);
            written = status >= 0;
            over |= status == WriteStatus.FULL;
        }
        catch (final Payload.EncodingException | RecordTooLongException | StorageException expected)
        {
            // The stream goes on where it was.
        }
        catch (final ChannelFullException | ChannelClosedException expected)
        {
            over = true;
        }
        settle(record, written);
    }

    /** Writes bytes, past the format. */
    void writeBytes()
    {
        final byte[] bytes = bytes(length());
        final Written record = trace.begin(bytes);
        boolean written = false;
        try
        {
            written = writer.writeBytes(ByteBuffer.wrap(bytes)) >= 0;
        }
        catch (final StorageException expected)
        {
            // The stream goes on where it was.
        }
        catch (final ChannelFullException | ChannelClosedException expected)
        {
            over = true;
        }
        settle(record, written);
    }

    /** Claims space, and commits a record of it or aborts. */
    void claim(final boolean commit)
    {
        final int length = length();
        // Often for more than is committed.
        final int claimed = Math.min(maxRecordLength, length + random.nextInt(MAX_SMALL));
        Written record = null;
        boolean written = false;
        try (RecordClaim claim = writer.claim(claimed))
        {
            Forgery.fill(claim.buffer(), claim.offset(), claimed, random);
            beside.run();
            if (commit)
            {
                final byte[] bytes = bytes(length);
                Memory.putBytes(claim.buffer(), claim.offset(), ByteBuffer.wrap(bytes), 0, length);
                record = trace.begin(bytes);
                written = claim.commit(length) >= 0;
            }
        }
        catch (final StorageException expected)
        {
            // The stream goes on where it was.
        }
        catch (final ChannelFullException | ChannelClosedException expected)
        {
            over = true;
        }
        settle(record, written);
    }

    /** Like {@link #claim}, by slices. */
    void claimVectored(final boolean commit)
    {
        final int length = length();
        final int limit = Math.min(maxRecordLength, length + random.nextInt(MAX_SMALL));
        Written record = null;
        boolean written = false;
        try
        {
            final ByteBuffer segment;
            final int from;
            try (RecordClaim here = writer.claim(0))
            {
                segment = here.buffer();
                from = here.offset();
            }
            try (VectoredWrite space = writer.claimVectored(length, limit))
            {
                final ByteBuffer[] slices = space.slices(1 + random.nextInt(limit + 1));
                Forgery.fill(slices, segment, from, random);
                beside.run();
                if (commit)
                {
                    final byte[] bytes = bytes(length);
                    Forgery.put(slices, ByteBuffer.wrap(bytes));
                    record = trace.begin(bytes);
                    written = space.commit(length) >= 0;
                }
            }
        }
        catch (final StorageException expected)
        {
            // The stream goes on where it was.
        }
        catch (final ChannelFullException | ChannelClosedException expected)
        {
            over = true;
        }
        settle(record, written);
    }

    private void settle(final Written record, final boolean written)
    {
        if (written)
        {
            trace.acknowledge(record, writer.lastPosition());
        }
        else if (record != null)
        {
            trace.withdraw(record);
        }
    }

    /** Says that it lives. */
    void heartbeat()
    {
        try
        {
            writer.heartbeat();
        }
        catch (final StorageException expected)
        {
            // Only the room was missing.
        }
        catch (final ChannelFullException | ChannelClosedException expected)
        {
            over = true;
        }
    }

    /** Forces what is written. */
    void flush()
    {
        try
        {
            writer.flush();
            trace.flushed(writer.durablePosition());
        }
        catch (final ChannelClosedException expected)
        {
            over = true;
        }
    }

    /** Mixed, and now and then what fills the segment to its last byte. */
    private int length()
    {
        final int dice = random.nextInt(100);
        final int length;
        if (dice < largeInHundred)
        {
            length = maxRecordLength - random.nextInt(maxRecordLength / 2);
        }
        else if (dice < largeInHundred + 8)
        {
            length = writer.available() - RecordWord.headerLength(writer.header().timestamps()) -
                random.nextInt(3) * random.nextInt(9);
        }
        else if (dice < largeInHundred + 30)
        {
            length = random.nextInt(17);
        }
        else if (dice < largeInHundred + 60 - largeInHundred / 2)
        {
            length = random.nextInt(MAX_SMALL);
        }
        else
        {
            length = random.nextInt(MAX_MEDIUM);
        }
        return Math.max(0, Math.min(maxRecordLength, length));
    }

    private byte[] bytes(final int length)
    {
        final byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }
}
