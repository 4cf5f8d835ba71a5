package org.shmjournal.store;

import static org.shmjournal.layout.CursorLayout.*;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.MappedByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.shmjournal.error.CorruptChannelException;
import org.shmjournal.error.JournalException;
import org.shmjournal.io.FileOperations;
import org.shmjournal.io.FileOperations.Kind;
import org.shmjournal.io.FileOperations.Status;
import org.shmjournal.io.Mapping;
import org.shmjournal.layout.ChannelHeader;
import org.shmjournal.layout.CursorLayout;
import org.shmjournal.layout.HeaderLayout;
import org.shmjournal.layout.Memory;

/**
 * The mapped file of a cursor. Its reader stores gating, position and sequence; the owner stores that it is revoked,
 * and sets a position back that is ahead of the data. Others read.
 */
public final class CursorFile implements AutoCloseable
{
    private static final String MEND = "remove it: journal cursors remove, then the reader begins anew";

    private final FileOperations files;
    private final Path file;
    private final String key;
    private final String name;
    private final Mapping mapping;
    private final MappedByteBuffer memory;

    private CursorFile(
        final FileOperations files, final Path file, final String key, final String name, final Mapping mapping)
    {
        this.files = files;
        this.file = file;
        this.key = key;
        this.name = name;
        this.mapping = mapping;
        this.memory = mapping.memory();
        memory.order(ByteOrder.LITTLE_ENDIAN);
    }

    /** The bytes of a new cursor's file. */
    static ByteBuffer image(
        final ChannelHeader header, final String name, final int gating, final long maxLag, final Position at)
    {
        final ByteBuffer image = Memory.image(LENGTH);
        Memory.putLong(image, MAGIC, FILE_MAGIC);
        Memory.putInt(image, MAJOR, HeaderLayout.MAJOR_VERSION);
        Memory.putInt(image, MINOR, HeaderLayout.MINOR_VERSION);
        Memory.putLong(image, INSTANCE_ID, header.instanceId());
        Memory.putInt(image, FLAGS, CursorDirectory.isUnnamed(name) ? 0 : NAMED);
        final byte[] bytes = name.getBytes(StandardCharsets.US_ASCII);
        Memory.putInt(image, NAME_LENGTH, bytes.length);
        Memory.putBytes(image, NAME, ByteBuffer.wrap(bytes), 0, bytes.length);
        Memory.putInt(image, CRC, ChannelHeader.crc(image, CRC));
        Memory.putLong(image, GATING, gating);
        Memory.putLong(image, MAX_LAG, maxLag);
        Memory.putLong(image, SEQUENCE, at.sequence());
        Memory.putLong(image, POSITION, at.position());
        return image;
    }

    /** Where a reader stands: the position of its next record, and how many records are before that. */
    record Position(long position, long sequence)
    {
    }

    /**
     * Opens the cursor of a channel.
     *
     * @param briefly whether for a short look, by nobody else.
     * @throws CorruptChannelException when it is torn, damaged, or another channel's.
     */
    static CursorFile open(
        final CursorDirectory directory,
        final ChannelHeader header,
        final String name,
        final boolean writable,
        final boolean briefly)
    {
        final Path file = directory.cursorFile(name);
        try
        {
            final Status status = directory.files().status(file);
            if (status == null || status.kind() != Kind.FILE || status.size() != LENGTH)
            {
                throw corrupt(file, 0, "cursor", "a regular file of " + LENGTH + " bytes", status == null ? "no file" :
                    status.kind() + " of " + status.size() + " bytes");
            }
            final Mapping mapping = directory.files().map(file, writable, LENGTH,
                directory.unmapping().isAtOnce(briefly));
            try
            {
                final CursorFile cursor = new CursorFile(directory.files(), file, status.key(), name, mapping);
                cursor.check(header);
                return cursor;
            }
            catch (final JournalException ex)
            {
                mapping.close();
                throw ex;
            }
        }
        catch (final IOException ex)
        {
            throw StorageErrors.of(directory.files(), file, writable ? "map it to write" : "map it to read", ex);
        }
    }

    private void check(final ChannelHeader header)
    {
        require(Memory.longAt(memory, MAGIC) == FILE_MAGIC, MAGIC, "magic", FILE_MAGIC, Memory.longAt(memory, MAGIC));
        final int crc = ChannelHeader.crc(memory, CRC);
        require(Memory.intAt(memory, CRC) == crc, CRC, "check of the cursor", crc, Memory.intAt(memory, CRC));
        require(Memory.intAt(memory, MAJOR) == HeaderLayout.MAJOR_VERSION, MAJOR, "major version",
            HeaderLayout.MAJOR_VERSION, Memory.intAt(memory, MAJOR));
        require(Memory.longAt(memory, INSTANCE_ID) == header.instanceId(), INSTANCE_ID, "instance id, of the channel",
            header.instanceId(), Memory.longAt(memory, INSTANCE_ID));
        final byte[] expected = name.getBytes(StandardCharsets.US_ASCII);
        final byte[] found = new byte[MAX_NAME_LENGTH];
        memory.get(NAME, found);
        final String foundName = new String(found, 0,
            Math.max(0, Math.min(MAX_NAME_LENGTH, Memory.intAt(memory, NAME_LENGTH))), StandardCharsets.US_ASCII);
        if (!foundName.equals(new String(expected, StandardCharsets.US_ASCII)))
        {
            throw corrupt(file, NAME, "cursor's name", name, foundName);
        }
    }

    private void require(
        final boolean holds, final int offset, final String what, final long expected, final long found)
    {
        if (!holds)
        {
            throw corrupt(file, offset, what, SegmentFile.hex(expected), SegmentFile.hex(found));
        }
    }

    static CorruptChannelException corrupt(
        final Path file, final long offset, final String what, final String expected, final String found)
    {
        return new CorruptChannelException(file, offset, JournalException.NO_POSITION, what, expected, found, MEND);
    }

    /** Whether it still has its name: not when it was removed, and another one was made since. */
    boolean isThere(final CursorDirectory directory)
    {
        return key.equals(ProcessLock.identity(directory.files(), file));
    }

    Path file()
    {
        return file;
    }

    /** The cursor's name. */
    public String name()
    {
        return name;
    }

    /** Whether it stays when its reader goes. */
    public boolean isNamed()
    {
        return !CursorDirectory.isUnnamed(name);
    }

    /** {@link CursorLayout#NONE}, {@link CursorLayout#RETENTION} or {@link CursorLayout#WRITER}; else damaged. */
    public long gating()
    {
        return Memory.longAcquire(memory, GATING);
    }

    /** Of the next record that its reader wants. */
    public long position()
    {
        return Memory.longAcquire(memory, POSITION);
    }

    /** Of that record. */
    public long sequence()
    {
        return Memory.longAcquire(memory, SEQUENCE);
    }

    /** Whether the owner no longer heeds it. */
    public boolean isRevoked()
    {
        final long mark = Memory.longAcquire(memory, REVOKED);
        return mark != HEEDED && mark != OVERTAKEN;
    }

    /** Whether it gates, and stands in front of a position. */
    boolean isGatingBefore(final long end)
    {
        final long position = position();
        return gating() != NONE && !isRevoked() && position >= 0 && position < end;
    }

    /** From where on it counts: not from what was gone when its reader was. */
    long countedPosition(final long retainedFrom)
    {
        final long mark = Memory.longAcquire(memory, REVOKED);
        final long position = position();
        return mark == OVERTAKEN ? Math.max(retainedFrom, position) : position;
    }

    /**
     * The first segment that it holds back; a number larger than any when none.
     *
     * @param least gating that counts.
     */
    long firstHeld(final int least, final int segmentSize, final long retainedFrom)
    {
        final long position = countedPosition(retainedFrom);
        return gating() < least || isRevoked() || position == Cursor.NO_POSITION ? Long.MAX_VALUE :
            // What is damaged holds all back, until somebody looks.
            Math.max(0, position) / segmentSize;
    }

    /** How many bytes it may lag behind before the owner revokes it; 0: any. */
    public long maxLag()
    {
        return Memory.longAcquire(memory, MAX_LAG);
    }

    /** Evidence: the process id of its reader; 0 when the last one left in order. */
    public long readerPid()
    {
        return Memory.longAcquire(memory, READER_PID);
    }

    /** Evidence: when that process started, in epoch milliseconds. */
    public long readerStart()
    {
        return Memory.longAt(memory, READER_START);
    }

    /** Whether a process with the reader's pid and start time runs on this machine. Evidence, nothing more. */
    public boolean isReaderAlive()
    {
        return ProcessEvidence.isAlive(readerPid(), readerStart());
    }

    void putGating(final long gating)
    {
        Memory.putLongRelease(memory, GATING, gating);
    }

    void putMaxLag(final long bytes)
    {
        Memory.putLongRelease(memory, MAX_LAG, bytes);
    }

    void putRevoked(final boolean revoked)
    {
        Memory.putLongRelease(memory, REVOKED, revoked ? NOT_HEEDED : HEEDED);
    }

    void putOvertaken()
    {
        Memory.putLongRelease(memory, REVOKED, OVERTAKEN);
    }

    /**
     * The sequence first: who is killed in between has handled what it says, so that what the next one finds lost, was
     * not handled.
     */
    void putPosition(final long position, final long sequence)
    {
        Memory.putLongRelease(memory, SEQUENCE, sequence);
        Memory.putLongRelease(memory, POSITION, position);
    }

    void force() throws IOException
    {
        files.force(memory, 0, LENGTH);
    }

    /** Evidence of a process; zeros when none reads any more. */
    void putReader(final long pid, final long start)
    {
        Memory.putLong(memory, READER_START, start);
        Memory.putLongRelease(memory, READER_PID, pid);
    }

    @Override
    public void close()
    {
        mapping.close();
    }
}
