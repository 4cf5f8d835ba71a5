package org.shmjournal.io;

import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;

/**
 * What {@link FileOperations#lock} gives for a file that is nothing but memory: open until it is closed, and good for
 * nothing else. To open a real one would take longer than all that is looked at under the lock.
 */
public final class LockedMemory extends FileChannel
{
    private static UnsupportedOperationException noBytes()
    {
        return new UnsupportedOperationException("stands for a lock, and has no bytes");
    }

    @Override
    public int read(final ByteBuffer target)
    {
        throw noBytes();
    }

    @Override
    public long read(final ByteBuffer[] targets, final int offset, final int length)
    {
        throw noBytes();
    }

    @Override
    public int read(final ByteBuffer target, final long position)
    {
        throw noBytes();
    }

    @Override
    public int write(final ByteBuffer source)
    {
        throw noBytes();
    }

    @Override
    public long write(final ByteBuffer[] sources, final int offset, final int length)
    {
        throw noBytes();
    }

    @Override
    public int write(final ByteBuffer source, final long position)
    {
        throw noBytes();
    }

    @Override
    public long position()
    {
        throw noBytes();
    }

    @Override
    public FileChannel position(final long position)
    {
        throw noBytes();
    }

    @Override
    public long size()
    {
        throw noBytes();
    }

    @Override
    public FileChannel truncate(final long size)
    {
        throw noBytes();
    }

    @Override
    public void force(final boolean metadata)
    {
        throw noBytes();
    }

    @Override
    public long transferTo(final long position, final long count, final WritableByteChannel target)
    {
        throw noBytes();
    }

    @Override
    public long transferFrom(final ReadableByteChannel source, final long position, final long count)
    {
        throw noBytes();
    }

    @Override
    public MappedByteBuffer map(final MapMode mode, final long position, final long size)
    {
        throw noBytes();
    }

    @Override
    public FileLock lock(final long position, final long size, final boolean shared)
    {
        throw noBytes();
    }

    @Override
    public FileLock tryLock(final long position, final long size, final boolean shared)
    {
        throw noBytes();
    }

    @Override
    protected void implCloseChannel()
    {
        // Nothing is held.
    }
}
