package org.shmjournal;

import java.nio.ByteBuffer;
import org.shmjournal.error.ChannelClosedException;
import org.shmjournal.store.OpenClaim;

/**
 * Space in the map, claimed from a {@link ConcurrentShmWriter}, to be filled in place: then {@link #commit} makes it a
 * record, or {@link #abort}, as does closing it uncommitted, a gap that no handler sees. Its place in the stream is
 * fixed from the start: until it is resolved, readers see nothing of what is behind it, and neither a flush nor a drain
 * nor a close gets by. So it is for what is filled soon; one that is forgotten hides everything behind it until the
 * channel's next owner has recovered it, and {@link ChannelInfo#openClaims} tells that there is one. The slot of a ring
 * that holds it is not used again, so who has one open and waits for a segment may wait for himself: he uses
 * {@link ConcurrentShmWriter#tryWrite} and {@link ConcurrentShmWriter#tryClaim}, or gives a write deadline.
 * <p>
 * For one thread, which may be another one than has claimed it, if it was handed over safely, as by a queue. The object
 * is used again: once it was resolved, nobody may touch it but whom the writer hands it out to next.
 *
 * <pre>{@code
 * try (SharedClaim claim = writer.claim(16))
 * {
 *     claim.buffer().putLong(claim.offset(), price);
 *     claim.buffer().putLong(claim.offset() + 8, quantity);
 *     claim.commit(16);
 * }
 * }</pre>
 */
public final class SharedClaim implements AutoCloseable
{
    private final OpenClaim claim;
    private int length;

    SharedClaim(final OpenClaim claim)
    {
        this.claim = claim;
    }

    OpenClaim open(final int maxLength)
    {
        length = maxLength;
        return claim;
    }

    boolean isOpen()
    {
        return claim.isOpen();
    }

    /** The mapped memory; little-endian, for absolute access to the claimed bytes only. */
    public ByteBuffer buffer()
    {
        requireOpen();
        return claim.lentView();
    }

    /** Where in {@link #buffer} the claimed space begins. */
    public int offset()
    {
        requireOpen();
        return claim.payloadIndex();
    }

    /** How many bytes are claimed. */
    public int length()
    {
        requireOpen();
        return length;
    }

    /** The position that the record will have. */
    public long position()
    {
        requireOpen();
        return claim.position();
    }

    /**
     * Makes the first {@code recordLength} bytes a record.
     *
     * @return the record's position.
     * @throws IllegalArgumentException when that is more than was claimed; the claim stays open.
     * @throws IllegalStateException    when the claim is not open.
     * @throws ChannelClosedException   when the channel was terminated, the owner fenced, or a force failed meanwhile;
     *                                  the claim is not open any more, and no record.
     */
    public long commit(final int recordLength)
    {
        requireOpen();
        if (recordLength < 0 || recordLength > length)
        {
            throw new IllegalArgumentException("recordLength=" + recordLength + " is not from 0 to the claimed " +
                length);
        }
        return claim.commit(recordLength);
    }

    /**
     * Gives the claim up: what it has taken of the stream is skipped by readers, and counts as a record that no handler
     * sees.
     *
     * @throws IllegalStateException when the claim is not open.
     */
    public void abort()
    {
        requireOpen();
        claim.abort();
    }

    /** Aborts the claim if it is still open. */
    @Override
    public void close()
    {
        if (isOpen())
        {
            claim.abort();
        }
    }

    private void requireOpen()
    {
        if (!isOpen())
        {
            throw new IllegalStateException("the claim is not open: it was committed or aborted, or never claimed");
        }
    }
}
