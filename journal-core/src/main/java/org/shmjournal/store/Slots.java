package org.shmjournal.store;

import org.shmjournal.error.CorruptChannelException;
import org.shmjournal.error.RecycledException;
import org.shmjournal.layout.ChannelHeader;

/** The slots of a ring, each mapped once, for as long as its user works on the channel. Any thread. */
final class Slots implements AutoCloseable
{
    private final ChannelDirectory directory;
    private final ChannelHeader header;
    private final boolean writable;
    private final boolean briefly;
    private final SegmentFile[] mapped;

    Slots(
        final ChannelDirectory directory,
        final ChannelHeader header,
        final boolean writable,
        final boolean briefly)
    {
        this.directory = directory;
        this.header = header;
        this.writable = writable;
        this.briefly = briefly;
        this.mapped = new SegmentFile[directory.slots()];
    }

    /**
     * A segment; closing it leaves its slot mapped.
     *
     * @throws RecycledException when another one took its slot.
     */
    SegmentFile open(final long number)
    {
        try
        {
            final SegmentFile segment = slot(number).again();
            segment.requireNumber(number);
            return segment;
        }
        catch (final CorruptChannelException ex)
        {
            throw directory.isPassed(number) ? new RecycledException(directory.segmentFile(number),
                number * header.segmentSize()) : ex;
        }
    }

    /** Of the segment in a slot, by its map; -1 where there is none, or it is just being recycled. */
    long numberIn(final int slot)
    {
        final SegmentFile here = has(slot) ? slot(slot) : null;
        final long number = here == null ? -1 : here.numberNow();
        return number >= 0 && number % mapped.length == slot ? number : -1;
    }

    /** Whether the slot of a segment has a file. */
    synchronized boolean has(final long number)
    {
        return mapped[(int)Math.floorMod(number, (long)mapped.length)] != null ||
            directory.status(directory.segmentFile(number)) != null;
    }

    /** Whether the slot of a segment is mapped already. */
    synchronized boolean isMapped(final long number)
    {
        return mapped[(int)Math.floorMod(number, (long)mapped.length)] != null;
    }

    /** Makes a slot that has a file another segment's. */
    SegmentFile recycle(final long number, final long epoch)
    {
        return slot(number).recycle(number, epoch);
    }

    private synchronized SegmentFile slot(final long number)
    {
        final int slot = (int)Math.floorMod(number, (long)mapped.length);
        if (mapped[slot] == null)
        {
            mapped[slot] = SegmentFile.openSlot(directory, header, number, writable, briefly);
        }
        return mapped[slot];
    }

    @Override
    public void close()
    {
        for (int slot = 0; slot < mapped.length; slot++)
        {
            if (mapped[slot] != null)
            {
                mapped[slot].close();
                mapped[slot] = null;
            }
        }
    }
}
