package org.shmjournal;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.shmjournal.error.ChannelClosedException;

/**
 * Space in the map, claimed from a {@link ShmWriter}, that is exposed as slices: several threads, or a scattering read
 * of a socket or a file, fill them in any order and at the same time. What counts is what is in them when {@link
 * #commit} publishes one record of it; without that, {@link #abort}, as does closing it, gives all of it back unseen.
 * <p>
 * For the writer's thread, but for the slices: they are for any threads that are done with them, and that are known to
 * be, as by a join, before the commit. Nobody may store into them afterwards.
 *
 * <pre>{@code
 * try (VectoredWrite space = writer.claimVectored(1, 64 * 1024))
 * {
 *     final long length = socket.read(space.slices(4096));
 *     space.commit((int)length);
 * }
 * }</pre>
 */
public final class VectoredWrite implements AutoCloseable
{
    private final RecordClaim claim;
    private boolean open = true;

    VectoredWrite(final RecordClaim claim)
    {
        this.claim = claim;
    }

    /** How many bytes the slices have, and a record can have at most. */
    public int remaining()
    {
        requireOpen();
        return claim.length();
    }

    /** All of the space as one slice; see {@link #slices(int)}. */
    public ByteBuffer[] slices()
    {
        return slices(Math.max(1, remaining()));
    }

    /**
     * The space in slices that follow each other without a gap, little-endian, each with its position at 0 and its
     * limit at its end; none where no space was asked for. Each call gives new ones of the same space.
     *
     * @param maxSliceLength of all but the last one, which has what is left.
     */
    public ByteBuffer[] slices(final int maxSliceLength)
    {
        final int length = remaining();
        if (maxSliceLength < 1)
        {
            throw new IllegalArgumentException("maxSliceLength=" + maxSliceLength + " is less than 1");
        }
        // Not the view itself: somebody may have moved its limit.
        final ByteBuffer memory = claim.buffer().duplicate().clear();
        final ByteBuffer[] slices = new ByteBuffer[(int)(((long)length + maxSliceLength - 1) / maxSliceLength)];
        for (int i = 0; i < slices.length; i++)
        {
            final int from = i * maxSliceLength;
            slices[i] = memory.slice(claim.offset() + from, Math.min(maxSliceLength, length - from))
                .order(ByteOrder.LITTLE_ENDIAN);
        }
        return slices;
    }

    /**
     * Keeps the memory of the slices mapped until the guard is closed, whatever becomes of this claim, of the writer
     * and of the channel. It keeps the memory, not what stands in it: see {@link MemoryGuard}.
     */
    public MemoryGuard extendLifetime()
    {
        requireOpen();
        return new MemoryGuard(claim.share());
    }

    /**
     * Publishes the first {@code length} bytes of the space as one record, wherever in a slice they end. None of those
     * behind is ever seen, stored to or not. With length 0 it is an empty record, one like any other.
     *
     * @return bytes taken: header, payload and padding; or {@link WriteStatus#DROPPED} with {@link Backpressure#DROP}.
     * @throws IllegalArgumentException when there is less space; the claim stays open.
     * @throws IllegalStateException    when it was committed or aborted before.
     * @throws ChannelClosedException   when the owner was fenced, a force failed, or the channel was terminated
     *                                  meanwhile; the claim is not open any more, and no record.
     */
    public int commit(final int length)
    {
        requireOpen();
        try
        {
            return claim.commit(length);
        }
        finally
        {
            open = claim.isOpen();
        }
    }

    /**
     * Gives the space back; nothing of it becomes visible.
     *
     * @throws IllegalStateException when it was committed or aborted before.
     */
    public void abort()
    {
        requireOpen();
        open = false;
        claim.abort();
    }

    /** Aborts it if it is still open. */
    @Override
    public void close()
    {
        if (open)
        {
            abort();
        }
    }

    private void requireOpen()
    {
        if (!open)
        {
            throw new IllegalStateException("the vectored write is not open: it was committed or aborted");
        }
    }
}
