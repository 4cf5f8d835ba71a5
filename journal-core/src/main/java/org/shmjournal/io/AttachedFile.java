package org.shmjournal.io;

import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/**
 * An open file that a {@link Proactor} works on: makes the operations on it, which only that driver takes. All
 * positions are in bytes from the start of the file; the position of the {@link FileChannel} is not used and stays.
 * <p>
 * The file stays the caller's to close, once none of its operations is on its way. It is for the driver's threads alone
 * meanwhile: a thread that is interrupted while it works on a file channel closes it. Making operations is for any
 * thread.
 */
public final class AttachedFile
{
    private final Proactor driver;
    private final FileChannel channel;

    AttachedFile(final Proactor driver, final FileChannel channel)
    {
        this.driver = driver;
        this.channel = channel;
    }

    boolean isAttachedTo(final Proactor other)
    {
        return driver == other;
    }

    FileChannel channel()
    {
        return channel;
    }

    /**
     * Reads from a position on, into one buffer after the other, until all are full or the file ends. Their positions
     * move by what was read. Its result is the number of bytes; -1 when none is there and there was room for one.
     *
     * @throws IllegalArgumentException when the position is negative, a buffer is read-only, or they have room for more
     *                                  than 2 GiB - 1: more than one read can get.
     */
    public Operation read(final long position, final ByteBuffer... targets)
    {
        return new Transfer.Read(this, position, targets);
    }

    /**
     * Writes from a position on what is in the buffers, one after the other, all of it. Their positions move by what
     * was written, which is less than all only if it fails. Its result is the number of bytes.
     *
     * @throws IllegalArgumentException when the position is negative.
     */
    public Operation write(final long position, final ByteBuffer... sources)
    {
        return new Transfer.Write(this, position, sources);
    }

    /**
     * Forces what was written to the disk. Its result is 0. After one that failed nobody knows what is on the disk; one
     * more says nothing of that.
     *
     * @param metadata whether times and the like, too, are to be there.
     */
    public Operation force(final boolean metadata)
    {
        return new Force(this, metadata);
    }

    /**
     * Makes the file so long, if it is shorter, by zeros that are really written: so that what is written there later
     * does not find the disk full. What is there stays; after a failure the file is as long as before. Nothing else may
     * be written behind its end meanwhile. Its result is the number of bytes by which it grew.
     *
     * @throws IllegalArgumentException when the length is negative.
     */
    public Operation allocate(final long length)
    {
        return new Allocation(this, length);
    }

    /**
     * Copies a range to another file, or to another place of this one that does not overlap. Its result is the number
     * of bytes: fewer than asked for when this file ends before.
     *
     * @param target attached to the same driver.
     * @throws IllegalArgumentException when positions or length are negative, the ranges overlap, or the target is
     *                                  another driver's.
     */
    public Operation copy(final long position, final long length, final AttachedFile target, final long targetPosition)
    {
        return new RangeCopy(this, position, length, target, targetPosition);
    }

    boolean isOfSameDriver(final AttachedFile other)
    {
        return other.driver == driver;
    }
}
