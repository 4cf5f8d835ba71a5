package org.shmjournal.io;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * A range of a file to another place. By a buffer: what the JDK has for it moves the position of one of both channels,
 * which others may be using.
 */
final class RangeCopy extends Operation.OnFile
{
    private static final int BLOCK_LENGTH = 256 * 1024;

    private final long position;
    private final long length;
    private final AttachedFile target;
    private final long targetPosition;

    RangeCopy(
        final AttachedFile source,
        final long position,
        final long length,
        final AttachedFile target,
        final long targetPosition)
    {
        super(source);
        requireNotNegative("position", position);
        requireNotNegative("length", length);
        requireNotNegative("targetPosition", targetPosition);
        if (!source.isOfSameDriver(target))
        {
            throw new IllegalArgumentException("the target is attached to another driver");
        }
        if (source.channel() == target.channel() && Math.abs(position - targetPosition) < length)
        {
            throw new IllegalArgumentException("position=" + position + " targetPosition=" + targetPosition +
                " length=" + length + ": the ranges overlap");
        }
        this.position = position;
        this.length = length;
        this.target = target;
        this.targetPosition = targetPosition;
    }

    @Override
    long run() throws IOException
    {
        final ByteBuffer block = ByteBuffer.allocateDirect((int)Math.min(BLOCK_LENGTH, length));
        long copied = 0;
        while (copied < length)
        {
            block.clear().limit((int)Math.min(block.capacity(), length - copied));
            if (file().channel().read(block, position + copied) < 0)
            {
                break;
            }
            copied += WholeWrite.of(target.channel(), block.flip(), targetPosition + copied);
        }
        return copied;
    }

    /** For messages. */
    @Override
    public String toString()
    {
        return "RangeCopy(position=" + position + ", length=" + length + ", targetPosition=" + targetPosition + ")";
    }
}
