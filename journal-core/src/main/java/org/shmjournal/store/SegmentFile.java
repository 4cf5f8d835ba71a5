package org.shmjournal.store;

import static org.shmjournal.layout.SegmentLayout.*;

import java.io.IOException;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.MappedByteBuffer;
import java.nio.file.Path;
import org.shmjournal.error.CorruptChannelException;
import org.shmjournal.error.JournalException;
import org.shmjournal.error.RecycledException;
import org.shmjournal.io.FileOperations;
import org.shmjournal.io.FileOperations.Kind;
import org.shmjournal.io.FileOperations.Status;
import org.shmjournal.io.Mapping;
import org.shmjournal.layout.ChannelHeader;
import org.shmjournal.layout.HeaderLayout;
import org.shmjournal.layout.IndexWord;
import org.shmjournal.layout.Memory;
import org.shmjournal.layout.RecordWord;
import org.shmjournal.layout.SegmentLayout;

/**
 * One mapped segment. The owner maps it writable, for its writer's thread and its conductor; others map it to read.
 * Reading is for any thread as long as nobody closes it.
 */
public final class SegmentFile implements AutoCloseable
{
    /** What a disk takes some milliseconds for. */
    private static final int FORCED_AT_ONCE = 4 * 1024 * 1024;

    private final Path file;
    private final FileOperations files;
    private final Mapping mapping;
    /** Whether the map is another's to end. */
    private final boolean borrowed;
    private final MappedByteBuffer memory;
    private final String key;
    private final ChannelHeader header;
    private final long number;
    private final long epoch;
    private final long salt;
    private final int dataOffset;
    private volatile boolean lent;
    /** What is forced: {@link #memory}, or another map of the file in its place. */
    private MappedByteBuffer forced;
    private Mapping untouched;

    private SegmentFile(
        final FileOperations files,
        final Path file,
        final String key,
        final Mapping mapping,
        final ChannelHeader header)
    {
        this.file = file;
        this.key = key;
        this.files = files;
        this.mapping = mapping;
        this.borrowed = false;
        this.memory = mapping.memory();
        this.forced = memory;
        memory.order(ByteOrder.LITTLE_ENDIAN);
        this.header = header;
        this.number = Memory.longAt(memory, NUMBER);
        this.epoch = Memory.longAt(memory, EPOCH);
        this.salt = RecordWord.salt(header.instanceId(), number, epoch);
        this.dataOffset = SegmentLayout.dataOffset(header.segmentSize());
    }

    /** What stands in the slot of another now, over its map, which stays that one's to end. */
    private SegmentFile(final SegmentFile slot)
    {
        this.file = slot.file;
        this.key = slot.key;
        this.files = slot.files;
        this.mapping = slot.mapping;
        this.borrowed = true;
        this.memory = slot.memory;
        this.forced = memory;
        this.header = slot.header;
        this.number = Memory.longAcquire(memory, NUMBER);
        this.epoch = Memory.longAt(memory, EPOCH);
        this.salt = RecordWord.salt(header.instanceId(), number, epoch);
        this.dataOffset = slot.dataOffset;
    }

    /** Of the segment that stands in the slot of this one now; -1 while it is being recycled. */
    public long numberNow()
    {
        final long now = Memory.longAcquire(memory, NUMBER);
        return isNumberIntact(memory) && Memory.longAcquire(memory, NUMBER) == now ? now : -1;
    }

    /**
     * The segment that stands in the slot of this one now, over the same map; closing it does not end that.
     *
     * @throws CorruptChannelException when it is being recycled, or its number is damaged.
     */
    SegmentFile again()
    {
        checkNumber(memory, file);
        final SegmentFile now = new SegmentFile(this);
        checkNumber(memory, file);
        return now;
    }

    /** The first {@link SegmentLayout#HEADER_LENGTH} bytes of a new segment. */
    static ByteBuffer image(
        final ChannelHeader header, final long number, final long epoch, final long sequence, final long timestamp)
    {
        final ByteBuffer image = Memory.image(HEADER_LENGTH);
        header.encode(image, HeaderLayout.SEGMENT_MAGIC);
        Memory.putLong(image, NUMBER, number);
        Memory.putLong(image, EPOCH, epoch);
        Memory.putLong(image, NUMBER_CRC, ChannelHeader.crc(image, NUMBER, NUMBER_CRC - NUMBER) & 0xFFFF_FFFFL);
        Memory.putLong(image, BASE_TIMESTAMP, timestamp);
        Memory.putLong(image, BASE_SEQUENCE, sequence);
        return image;
    }

    /**
     * Opens a segment of a channel.
     *
     * @param briefly whether for a short look, by nobody else.
     * @throws CorruptChannelException when it is not whole, not of this channel, or its header is damaged.
     */
    public static SegmentFile open(
        final ChannelDirectory directory,
        final ChannelHeader channel,
        final long number,
        final boolean writable,
        final boolean briefly)
    {
        try
        {
            final SegmentFile segment = openSlot(directory, channel, number, writable, briefly);
            try
            {
                segment.requireNumber(number);
                if (directory.isPassed(number))
                {
                    throw new RecycledException(segment.file, segment.position(0));
                }
                return segment;
            }
            catch (final JournalException ex)
            {
                segment.close();
                throw ex;
            }
        }
        catch (final CorruptChannelException ex)
        {
            throw directory.isPassed(number) ? new RecycledException(directory.segmentFile(number),
                number * channel.segmentSize()) : ex;
        }
    }

    /** Opens what stands under the name of a segment of a channel: in a ring, maybe another one. */
    static SegmentFile openSlot(
        final ChannelDirectory directory,
        final ChannelHeader channel,
        final long number,
        final boolean writable,
        final boolean briefly)
    {
        final Path file = directory.segmentFile(number);
        final SegmentFile segment = map(directory.files(), file, channel.segmentSize(), writable,
            directory.unmapping().isAtOnce(channel, briefly), !directory.isRing());
        if (!segment.header.sameAs(channel))
        {
            final long found = segment.header.instanceId();
            segment.close();
            throw corrupt(file, 0, "identity", "that of the channel's control file, instance 0x" +
                Long.toHexString(channel.instanceId()), "another, instance 0x" + Long.toHexString(found));
        }
        return segment;
    }

    /** Throws when this is another segment than was asked for, or is just becoming another. */
    void requireNumber(final long expected)
    {
        checkNumber(memory, file);
        if (number != expected)
        {
            throw corrupt(file, NUMBER, "segment number", "" + expected, "" + number);
        }
    }

    /** Opens a segment file by itself, to read. */
    public static SegmentFile openAlone(final FileOperations files, final Path file)
    {
        final Status status = regular(files, file);
        final long dataLength = Long.highestOneBit(status.size());
        if (!SegmentLayout.isValidSize(dataLength) || SegmentLayout.fileLength((int)dataLength) != status.size())
        {
            throw corrupt(file, 0, "file length", "that of a segment", status.size() + " bytes");
        }
        return map(files, file, (int)dataLength, false, Unmapping.AS_SUITS.isAtOnce(true), true);
    }

    private static SegmentFile map(
        final FileOperations files,
        final Path file,
        final int segmentSize,
        final boolean writable,
        final boolean eagerUnmapping,
        final boolean checksNumber)
    {
        final long length = SegmentLayout.fileLength(segmentSize);
        final Status status = regular(files, file);
        if (status.size() != length)
        {
            throw corrupt(file, 0, "file length", length + " bytes", status.size() + " bytes");
        }
        try
        {
            final Mapping mapping = files.map(file, writable, length, eagerUnmapping);
            try
            {
                final ChannelHeader header =
                    ChannelHeader.decode(mapping.memory(), HeaderLayout.SEGMENT_MAGIC, file);
                if (checksNumber)
                {
                    checkNumber(mapping.memory(), file);
                }
                if (header.segmentSize() != segmentSize)
                {
                    throw corrupt(file, 0, "segment size", "" + segmentSize, "" + header.segmentSize());
                }
                return new SegmentFile(files, file, status.key(), mapping, header);
            }
            catch (final JournalException ex)
            {
                mapping.close();
                throw ex;
            }
        }
        catch (final IOException ex)
        {
            throw StorageErrors.of(files, file, writable ? "map it to write" : "map it to read", ex);
        }
    }

    private static Status regular(final FileOperations files, final Path file)
    {
        final Status status;
        try
        {
            status = files.status(file);
        }
        catch (final IOException ex)
        {
            throw StorageErrors.of(files, file, "look at it", ex);
        }
        if (status == null || status.kind() != Kind.FILE)
        {
            throw corrupt(file, 0, "segment", "a regular file", status == null ? "no file" : status.kind().toString());
        }
        return status;
    }

    /** Whether number and epoch, which change when a slot is recycled, are whole. */
    static boolean isNumberIntact(final ByteBuffer memory)
    {
        return numberCheck(memory) == Memory.longAt(memory, NUMBER_CRC);
    }

    private static long numberCheck(final ByteBuffer memory)
    {
        return ChannelHeader.crc(memory, NUMBER, NUMBER_CRC - NUMBER) & 0xFFFF_FFFFL;
    }

    private static void checkNumber(final ByteBuffer memory, final Path file)
    {
        final long expected = numberCheck(memory);
        final long found = Memory.longAt(memory, NUMBER_CRC);
        if (expected != found)
        {
            throw corrupt(file, NUMBER, "check of number and epoch", hex(expected), hex(found));
        }
        final long number = Memory.longAt(memory, NUMBER);
        if (number < 0)
        {
            throw corrupt(file, NUMBER, "segment number", "0 or more", "" + number);
        }
    }

    /** The file's path. */
    public Path file()
    {
        return file;
    }

    /** What its header says of the channel. */
    public ChannelHeader header()
    {
        return header;
    }

    /** The mapped bytes of the whole file, little-endian. */
    public MappedByteBuffer memory()
    {
        return memory;
    }

    /** Its map, kept beyond its end and that of its slot, until whoever asked for it closes that. */
    public Mapping share()
    {
        return mapping.share();
    }

    /** A view of the whole file, little-endian, for encoders and handlers, who might move its limit. */
    public ByteBuffer view()
    {
        return memory.duplicate().order(ByteOrder.LITTLE_ENDIAN);
    }

    /** A view like {@link #view} through which nothing can be stored. */
    public ByteBuffer readOnlyView()
    {
        return memory.asReadOnlyBuffer().order(ByteOrder.LITTLE_ENDIAN);
    }

    /** The segment's number in the channel, from 0. */
    public long number()
    {
        return number;
    }

    /** Whether what was seen of it was this segment's: false when its slot was made another's meanwhile. */
    public boolean isStill()
    {
        VarHandle.acquireFence();
        return Memory.longAcquire(memory, NUMBER) == number;
    }

    /** The owner's epoch in which it was made. */
    public long epoch()
    {
        return epoch;
    }

    /** What the checks of all its words have in common. */
    public long salt()
    {
        return salt;
    }

    /** Size of the record area in bytes. */
    public int size()
    {
        return header.segmentSize();
    }

    /** Where the record area begins in {@link #memory}. */
    public int dataOffset()
    {
        return dataOffset;
    }

    /** Where records end; behind it are the words reserved for CLOSE or END, and ROLL. */
    public int recordsEnd()
    {
        return SegmentLayout.recordsEnd(size());
    }

    /** The position of an offset. */
    public long position(final int offset)
    {
        return number * size() + offset;
    }

    /** The word at an offset, with all that it published. */
    public long wordAcquire(final int offset)
    {
        return Memory.longAcquire(memory, dataOffset + offset);
    }

    /** The timestamp of the record at an offset, on a channel whose records have one. */
    public long timestamp(final int offset)
    {
        return Memory.longAt(memory, dataOffset + offset + RecordWord.LENGTH);
    }

    /** Publishes a word, and all that was stored before. */
    public void putWordRelease(final int offset, final int kind, final int length)
    {
        Memory.putLongRelease(memory, dataOffset + offset,
            RecordWord.of(salt, offset, RecordWord.low(kind, length)));
    }

    /** Says that nothing is published at an offset; before the word in front of it is. */
    public void putZero(final int offset)
    {
        Memory.putLong(memory, dataOffset + offset, 0L);
    }

    /** Number of DATA and VOID records in the channel before this segment, or {@link SegmentLayout#UNKNOWN}. */
    public long baseSequence()
    {
        return Memory.longAcquire(memory, BASE_SEQUENCE);
    }

    /** No timestamp in the segment is smaller; {@link SegmentLayout#UNKNOWN} before the roll and without timestamps. */
    public long baseTimestamp()
    {
        return Memory.longAcquire(memory, BASE_TIMESTAMP);
    }

    /**
     * The owner's, of a ring, when nobody may read what stands here any more and retained-from says so: makes it the
     * next segment, empty. Readers that still look at it find out by retained-from, before they believe anything.
     */
    SegmentFile recycle(final long newNumber, final long newEpoch)
    {
        Memory.putLongRelease(memory, BASE_SEQUENCE, UNKNOWN);
        VarHandle.fullFence();
        Memory.putLong(memory, dataOffset, 0L);
        Memory.zero(memory, INDEX, INDEX + IndexWord.count(size()) * IndexWord.LENGTH);
        Memory.putLong(memory, BASE_TIMESTAMP, UNKNOWN);
        // Before it has another number, under which what is left of this one would be taken for a part of that.
        VarHandle.releaseFence();
        Memory.putLong(memory, NUMBER, newNumber);
        Memory.putLong(memory, EPOCH, newEpoch);
        Memory.putLongRelease(memory, NUMBER_CRC, numberCheck(memory));
        return new SegmentFile(this);
    }

    /** The writer's at a roll, after the ROLL word: timestamp first, since a known sequence says that both are. */
    public void putBase(final long timestamp, final long sequence)
    {
        Memory.putLongRelease(memory, BASE_TIMESTAMP, timestamp);
        Memory.putLongRelease(memory, BASE_SEQUENCE, sequence);
    }

    /** The index word of a stride. */
    public long indexWord(final int stride)
    {
        return Memory.longAcquire(memory, INDEX + stride * IndexWord.LENGTH);
    }

    /** Stores the index word of the stride that holds {@code offset}, after the word at the offset. */
    public void putIndexWord(final int offset, final long sequence)
    {
        Memory.putLongRelease(memory, INDEX + offset / IndexWord.STRIDE * IndexWord.LENGTH,
            IndexWord.of(offset, sequence - baseSequence()));
    }

    /**
     * Looks whether the file is shorter than its map, beyond whose end a store is lost or kills the process. One that
     * was deleted or replaced does no harm to the map.
     */
    public void checkLength()
    {
        final Status status;
        try
        {
            status = files.status(file);
        }
        catch (final IOException ex)
        {
            throw StorageErrors.of(files, file, "look at it", ex);
        }
        if (status != null && status.size() < memory.capacity() && key.equals(status.key()))
        {
            throw corrupt(file, status.size(), "file length", memory.capacity() + " bytes", status.size() +
                " bytes: it was truncated while it was mapped");
        }
    }

    /** Makes all pages present and writable. */
    void touch()
    {
        Memory.touch(memory, 0, memory.capacity());
    }

    /** Behind the last byte of the record area, from an offset on, that is not zero; the offset where all are. */
    int endOfBytes(final int from)
    {
        int to = size();
        while (to > from && Memory.longAt(memory, dataOffset + to - RecordWord.LENGTH) == 0)
        {
            to -= RecordWord.LENGTH;
        }
        return Math.max(to, from);
    }

    /** The owner's, where the stream ends at an offset: zeros behind it, and no index word that points there. */
    void clear(final int from)
    {
        for (int stride = 0; stride < IndexWord.count(size()); stride++)
        {
            final long word = indexWord(stride);
            if (word != 0 && (!IndexWord.isIntact(word) || IndexWord.offset(word) >= from))
            {
                Memory.putLongRelease(memory, INDEX + stride * IndexWord.LENGTH, 0);
            }
        }
        Memory.zero(memory, dataOffset + from, dataOffset + endOfBytes(from));
    }

    /** Makes the next force write the header, the index, and the records from an offset on, clean or not. */
    void storeAgain(final int from)
    {
        Memory.storeAgain(memory, 0, dataOffset);
        Memory.storeAgain(memory, dataOffset + from, dataOffset + size());
    }

    /**
     * Forces the header, the index and the records between two offsets. In pieces: what a journaling file system does
     * for another file meanwhile, such as the next segment, waits for the piece that is on its way.
     */
    void force(final int from, final int to) throws IOException
    {
        int begun = from;
        do
        {
            final int length = Math.min(FORCED_AT_ONCE, to - begun);
            files.force(forced, dataOffset + begun, length);
            begun += length;
        }
        while (begun < to);
        files.force(forced, 0, dataOffset);
    }

    /**
     * In front of a force of what is full, and what no thread of the owner looks at any more: so that it is forced as a
     * map that has no pages. For the kernel takes the permission to write from each page that somebody has mapped
     * before it writes it, and stops all threads of that process for each of them. So its pages are taken from the map,
     * or, on JDKs that cannot do so, that ends, where it may, and another one of which no page was touched is forced.
     * See {@code docs/adr/0013-unmapped-before-it-is-forced.md}.
     *
     * @param isKeptByNobody whether nobody has a buffer of it but those to whom one was {@link #lend lent}.
     * @throws IOException when something of it could not be written.
     */
    void dropPages(final boolean isKeptByNobody) throws IOException
    {
        if (borrowed || mapping.unload() || Mapping.endsSafely() || untouched != null ||
            !mapping.endsWhenClosed() && (lent || !isKeptByNobody))
        {
            return;
        }
        final Mapping again = mapAgain();
        if (again == null)
        {
            return;
        }
        boolean ended = false;
        try
        {
            // Tells what could not be written so far: whoever maps the file anew is not told, if somebody else was.
            files.force(forced, 0, 1);
            ended = mapping.end();
        }
        finally
        {
            if (ended)
            {
                untouched = again;
                forced = again.memory();
            }
            else
            {
                again.close();
            }
        }
    }

    /** Null where that cannot be; then it is forced as it is. */
    private Mapping mapAgain()
    {
        try
        {
            if (isItsFile())
            {
                final Mapping again = files.map(file, true, memory.capacity(), true);
                if (isItsFileStill())
                {
                    return again;
                }
                again.close();
            }
            return null;
        }
        catch (final IOException ex)
        {
            return null;
        }
    }

    /** Behind a map of what has its name. */
    private boolean isItsFileStill()
    {
        try
        {
            return isItsFile();
        }
        catch (final IOException ex)
        {
            return false;
        }
    }

    /** Whether what has its name is this file, whole, and not another one, or none. */
    private boolean isItsFile() throws IOException
    {
        final Status status = files.status(file);
        return status != null && key.equals(status.key()) && status.size() == memory.capacity();
    }

    /** Somebody gets a buffer of it who may keep it: its map is left to the collector, unless all of them end. */
    public void lend()
    {
        lent = true;
    }

    /** Forces the header and the index. */
    void forceHeader() throws IOException
    {
        files.force(memory, 0, dataOffset);
    }

    /** An error about the bytes at an offset of the record area. */
    CorruptChannelException corruptAt(
        final int offset, final String what, final String expected, final String found)
    {
        return new CorruptChannelException(file, (long)dataOffset + offset, position(offset), what, expected, found,
            "restore the file from a backup, or end the stream there: journal recover --cut-at " + position(offset));
    }

    @Override
    public void close()
    {
        if (!borrowed)
        {
            mapping.close();
        }
        if (untouched != null)
        {
            untouched.close();
        }
    }

    private static CorruptChannelException corrupt(
        final Path file, final long offset, final String what, final String expected, final String found)
    {
        return new CorruptChannelException(file, offset, JournalException.NO_POSITION, what, expected, found);
    }

    static String hex(final long value)
    {
        return "0x" + Long.toHexString(value);
    }
}
