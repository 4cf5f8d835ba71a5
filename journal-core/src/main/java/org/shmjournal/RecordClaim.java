package org.shmjournal;

import java.nio.ByteBuffer;
import org.shmjournal.io.Mapping;
import org.shmjournal.store.SegmentFile;

/**
 * Space in the map, claimed from a {@link ShmWriter}, to be filled in place: then {@link #commit} publishes it as one
 * record, or {@link #abort}, as does closing it uncommitted, gives it back unseen. For the writer's thread.
 *
 * <pre>{@code
 * try (RecordClaim claim = writer.claim(16))
 * {
 *     claim.buffer().putLong(claim.offset(), price);
 *     claim.buffer().putLong(claim.offset() + 8, quantity);
 *     claim.commit(16);
 * }
 * }</pre>
 *
 * A writer hands out the same object each time.
 */
public final class RecordClaim implements AutoCloseable
{
    private final ShmWriter<?> writer;
    private SegmentFile segment;
    private ByteBuffer buffer;
    private int offset;
    private int length;
    private boolean open;

    RecordClaim(final ShmWriter<?> writer)
    {
        this.writer = writer;
    }

    void open(final SegmentFile target, final ByteBuffer view, final int start, final int maxLength)
    {
        // References change with the segment alone: to store one costs more than to look at it.
        if (segment != target)
        {
            segment = target;
            buffer = view;
        }
        offset = start;
        length = maxLength;
        open = true;
    }

    /** In memory of no segment: what is committed there is dropped. */
    void openUnseen(final ByteBuffer scratch, final int maxLength)
    {
        segment = null;
        buffer = scratch;
        offset = 0;
        length = maxLength;
        open = true;
    }

    boolean isOpen()
    {
        return open;
    }

    /** As if it had not been opened; nobody has got it. */
    void forget()
    {
        open = false;
    }

    /** Keeps the claimed memory mapped; null where it is no map. */
    Mapping share()
    {
        return segment == null ? null : segment.share();
    }

    /** The mapped memory; little-endian, for absolute access to the claimed bytes only. */
    public ByteBuffer buffer()
    {
        requireOpen();
        return buffer;
    }

    /** Where in {@link #buffer} the claimed space begins. */
    public int offset()
    {
        requireOpen();
        return offset;
    }

    /** How many bytes are claimed. */
    public int length()
    {
        requireOpen();
        return length;
    }

    /**
     * Publishes the first {@code recordLength} bytes as a record.
     *
     * @return bytes taken: header, payload and padding; or {@link WriteStatus#DROPPED} with {@link Backpressure#DROP}.
     * @throws IllegalArgumentException when that is more than was claimed; the claim stays open.
     * @throws IllegalStateException    when the claim is not open.
     */
    public int commit(final int recordLength)
    {
        requireOpen();
        if (recordLength < 0 || recordLength > length)
        {
            throw new IllegalArgumentException("recordLength=" + recordLength + " is not from 0 to the claimed " +
                length);
        }
        open = false;
        return writer.commit(segment, recordLength);
    }

    /**
     * Gives the space back; nothing of it becomes visible.
     *
     * @throws IllegalStateException when the claim is not open.
     */
    public void abort()
    {
        requireOpen();
        open = false;
        writer.abort();
    }

    /** Aborts the claim if it is still open. */
    @Override
    public void close()
    {
        if (isOpen())
        {
            abort();
        }
    }

    private void requireOpen()
    {
        if (!open)
        {
            throw new IllegalStateException("the claim is not open: it was committed or aborted, or never claimed");
        }
    }
}
