package org.shmjournal.bench.loop;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.shmjournal.cli.measure.loop.JournalLayout;
import org.shmjournal.io.FileOperations;
import org.shmjournal.io.Mapping;

/**
 * The baseline: what a record costs at least between two Java processes over a mapped file. The layout is like the
 * journal's, without any of its promises.
 *
 * <pre>
 *   0            8                   8 + payload
 *   +------------+--------------------+------------+----
 *   | length     | payload            | length     | ...
 *   +------------+--------------------+------------+----
 * </pre>
 *
 * The payload is stored plainly, then the length with release; a length of zero means that nothing is there yet. There
 * is no check, no zero behind the newest record, no end of a segment: the file must be new, full of zeros, and long
 * enough. It is made and mapped by the journal's own file operations, and all its pages are touched first.
 */
public final class BareLoop
{
    static final int HEADER_LENGTH = Long.BYTES;

    private static final int PAGE_SIZE = 4096;
    private static final VarHandle LONGS = MethodHandles.byteBufferViewVarHandle(long[].class,
        ByteOrder.LITTLE_ENDIAN);

    private BareLoop()
    {
    }

    /** Length of a file for so many records of this payload, and the zero behind the last, in whole pages. */
    public static long fileLength(final long records, final int payload)
    {
        return records * (HEADER_LENGTH + payload) + Long.BYTES + PAGE_SIZE - 1 & -PAGE_SIZE;
    }

    /** Makes a file of zeros, each really written. */
    static void create(final Path file, final long length)
    {
        try
        {
            FileOperations.system().allocate(file, length, ByteBuffer.allocate(0), true,
                PosixFilePermissions.fromString("rw-------"));
        }
        catch (final IOException ex)
        {
            throw new UncheckedIOException(ex);
        }
    }

    /** Maps all of a file. */
    static Mapping map(final Path file, final boolean writable)
    {
        try
        {
            return FileOperations.system().map(file, writable, Files.size(file), JournalLayout.endsMaps());
        }
        catch (final IOException ex)
        {
            throw new UncheckedIOException(ex);
        }
    }

    /** Makes every page present and writable. */
    static void touchToWrite(final ByteBuffer memory)
    {
        for (int index = 0; index < memory.capacity(); index += PAGE_SIZE)
        {
            LONGS.compareAndSet(memory, index, 0L, 0L);
        }
    }

    /** Makes every page present. */
    static void touchToRead(final ByteBuffer memory)
    {
        long sum = 0;
        for (int index = 0; index < memory.capacity(); index += PAGE_SIZE)
        {
            sum += lengthAcquire(memory, index);
        }
        // So that the loads are for something.
        Reference.reachabilityFence(sum);
    }

    /** Publishes a record. */
    static void putLengthRelease(final ByteBuffer memory, final int index, final long length)
    {
        LONGS.setRelease(memory, index, length);
    }

    /** Pairs with {@link #putLengthRelease}. */
    static long lengthAcquire(final ByteBuffer memory, final int index)
    {
        return (long)LONGS.getAcquire(memory, index);
    }
}
