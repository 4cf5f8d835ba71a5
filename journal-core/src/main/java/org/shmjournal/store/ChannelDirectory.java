package org.shmjournal.store;

import java.io.IOException;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.IntToLongFunction;
import java.util.function.LongSupplier;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.shmjournal.error.ChannelNotFoundException;
import org.shmjournal.error.CorruptChannelException;
import org.shmjournal.error.JournalException;
import org.shmjournal.error.StorageException;
import org.shmjournal.io.FileOperations;
import org.shmjournal.io.FileOperations.Kind;
import org.shmjournal.io.FileOperations.Status;
import org.shmjournal.io.Mapping;
import org.shmjournal.layout.ChannelHeader;
import org.shmjournal.layout.HeaderLayout;
import org.shmjournal.layout.Memory;
import org.shmjournal.layout.SegmentLayout;

/**
 * The directory of a channel: the grammar of the names in it, and which of them are there. Names outside the grammar
 * are ignored and never deleted; no name is ever taken from a file's contents. Any thread.
 */
public final class ChannelDirectory
{
    /** Name of the file that carries the owner's kernel lock. */
    public static final String LOCK_NAME = "owner.lock";
    /** Name of the control file. */
    public static final String CONTROL_NAME = "channel.ctl";
    /** How the name of a segment ends. */
    public static final String SEGMENT_SUFFIX = ".seg";
    /** What is added to a name until the file is whole. */
    static final String TEMPORARY_SUFFIX = ".tmp";

    private static final int DIGITS = 20;
    private static final int SLOT_DIGITS = 4;
    private static final Pattern SEGMENT = Pattern.compile("[0-9]{20}\\.seg");
    private static final Pattern SLOT = Pattern.compile("[0-9]{4}\\.seg");
    private static final Pattern TEMPORARY = Pattern.compile("([0-9]{20}\\.seg|[0-9]{4}\\.seg|channel\\.ctl)\\.tmp");
    private static final int NO_RING = 0;

    private final Path path;
    private final FileOperations files;
    private final Unmapping unmapping;
    private final int slots;
    private final LongSupplier firstRetained;
    private final BooleanSupplier isDoubtful;

    /** Says where; touches nothing. */
    public ChannelDirectory(final Path path, final FileOperations files, final Unmapping unmapping)
    {
        this(path, files, unmapping, NO_RING, () -> 0, () -> false);
    }

    private ChannelDirectory(
        final Path path,
        final FileOperations files,
        final Unmapping unmapping,
        final int slots,
        final LongSupplier firstRetained,
        final BooleanSupplier isDoubtful)
    {
        this.path = path;
        this.files = files;
        this.unmapping = unmapping;
        this.slots = slots;
        this.firstRetained = firstRetained;
        this.isDoubtful = isDoubtful;
    }

    /**
     * The same directory, known for what it holds: in that of a ring a segment has its slot's name.
     *
     * @param firstRetained the number of the first segment of a ring that counts, now.
     * @param isDoubtful    whether some numbers of a ring may not have come to the disk, so that none behind the first
     *                      that is missing counts.
     */
    ChannelDirectory holding(
        final ChannelHeader header, final LongSupplier firstRetained, final BooleanSupplier isDoubtful)
    {
        return header.retention() != HeaderLayout.RING ? this :
            new ChannelDirectory(path, files, unmapping, (int)header.retentionValue(), firstRetained, isDoubtful);
    }

    /** When maps of its files end. */
    Unmapping unmapping()
    {
        return unmapping;
    }

    /** Whether segments are recycled in place. */
    boolean isRing()
    {
        return slots != NO_RING;
    }

    /** How many slots a ring has. */
    int slots()
    {
        return slots;
    }

    /** Whether a segment was, or is about to be, recycled: whatever was seen of it since then does not count. */
    boolean isPassed(final long number)
    {
        if (!isRing())
        {
            return false;
        }
        // Pairs with the owner's fence behind its store: whoever saw anything of what came after that sees that, too.
        VarHandle.acquireFence();
        return number < firstRetained.getAsLong();
    }

    /** The directory. */
    public Path path()
    {
        return path;
    }

    /** The seam through which its files are worked on. */
    public FileOperations files()
    {
        return files;
    }

    Path lockFile()
    {
        return path.resolve(LOCK_NAME);
    }

    /** The control file's path. */
    public Path controlFile()
    {
        return path.resolve(CONTROL_NAME);
    }

    /** A segment's path. */
    public Path segmentFile(final long number)
    {
        return path.resolve(
            (isRing() ? padded(Math.floorMod(number, (long)slots), SLOT_DIGITS) : padded(number, DIGITS)) +
                SEGMENT_SUFFIX);
    }

    private static String padded(final long number, final int length)
    {
        final String digits = Long.toString(number);
        return "0".repeat(length - digits.length()) + digits;
    }

    /** Whether a segment is there. */
    public boolean hasSegment(final long number)
    {
        return isRing() ? !isPassed(number) && numberInSlot((int)Math.floorMod(number, (long)slots)) == number :
            status(segmentFile(number)) != null;
    }

    /** Of the segment in a slot; -1 where there is none, or it is just being recycled. */
    private long numberInSlot(final int slot)
    {
        final Path file = segmentFile(slot);
        final Status status = status(file);
        if (status == null || status.kind() != Kind.FILE || status.size() < SegmentLayout.HEADER_LENGTH)
        {
            return -1;
        }
        try (Mapping header = files.map(file, false, SegmentLayout.HEADER_LENGTH, true))
        {
            final ByteBuffer memory = header.memory().order(ByteOrder.LITTLE_ENDIAN);
            final long number = Memory.longAcquire(memory, SegmentLayout.NUMBER);
            return number >= 0 && number % slots == slot && SegmentFile.isNumberIntact(memory) ? number : -1;
        }
        catch (final IOException ex)
        {
            throw StorageErrors.of(files, file, "map it to read", ex);
        }
    }

    /** The number of the segment whose path this is; -1 when it is none's. */
    long segmentNumber(final Path file)
    {
        final String name = file == null || file.getFileName() == null ? "" : file.getFileName().toString();
        return SEGMENT.matcher(name).matches() && isNumber(name) ? number(name) : -1;
    }

    private static boolean isNumber(final String name)
    {
        return name.compareTo("0" + Long.MAX_VALUE) <= 0;
    }

    private static long number(final String name)
    {
        return Long.parseLong(name.substring(0, name.length() - SEGMENT_SUFFIX.length()));
    }

    static Path temporary(final Path file)
    {
        return file.resolveSibling(file.getFileName() + TEMPORARY_SUFFIX);
    }

    /** Whether a name is that of a segment. */
    public static boolean isSegmentName(final String name)
    {
        return SEGMENT.matcher(name).matches() || SLOT.matcher(name).matches();
    }

    /**
     * Whether a channel is here.
     *
     * @throws StorageException        when something else than a directory is.
     * @throws CorruptChannelException when records are here without a control file, or something else stands for it.
     */
    public boolean hasChannel()
    {
        final Status directory = status(path);
        if (directory == null)
        {
            return false;
        }
        if (directory.kind() == Kind.OTHER || directory.kind() == Kind.FILE)
        {
            throw new StorageException(path, "is no directory, so no channel: give a channel's directory");
        }
        if (hasControlFile())
        {
            return true;
        }
        if (!hasRecords())
        {
            return false;
        }
        // The control file comes before the records: if it still is not there, it was lost.
        if (hasControlFile())
        {
            return true;
        }
        throw new CorruptChannelException(controlFile(), 0, JournalException.NO_POSITION, "control file",
            "one, since segments with records are here", "no file",
            "restore it from a backup, or move the segments away to begin another channel");
    }

    private boolean hasControlFile()
    {
        final Status control = status(controlFile());
        if (control != null && control.kind() != Kind.FILE)
        {
            throw new CorruptChannelException(controlFile(), 0, JournalException.NO_POSITION, "control file",
                Kind.FILE + ", since links are not followed", control.kind().toString(),
                "move it away, and restore the file from a backup");
        }
        return control != null;
    }

    /** A creator that died leaves the first segment at most, and nothing in it. */
    private boolean hasRecords()
    {
        if (status(path.resolve(".")) == null)
        {
            return false;
        }
        final List<String> names = list().stream().filter(ChannelDirectory::isSegmentName).sorted().toList();
        if (names.isEmpty())
        {
            return false;
        }
        if (names.size() > 1 || number(names.get(0)) != 0)
        {
            return true;
        }
        try (SegmentFile first = SegmentFile.openAlone(files, path.resolve(names.get(0))))
        {
            return first.wordAcquire(0) != 0;
        }
    }

    /** Throws if no channel is here. */
    public void requireChannel()
    {
        if (!hasChannel())
        {
            throw new ChannelNotFoundException(path, "there is no channel: create it, or open a writer first");
        }
    }

    /**
     * The numbers of all segments, in order. At the start some may be gone.
     *
     * @throws CorruptChannelException when one is missing in between.
     */
    public long[] segmentNumbers()
    {
        return segmentNumbers(gap -> {
            throw gap;
        });
    }

    /** The numbers of all segments that are there, in order; {@code gaps} is told of what is missing in between. */
    public long[] segmentNumbers(final Consumer<CorruptChannelException> gaps)
    {
        return segmentNumbers(listedNumbers(), gaps);
    }

    /** Of a ring, by what its mapped slots say. */
    long[] segmentNumbers(final IntToLongFunction numberInSlot, final Consumer<CorruptChannelException> gaps)
    {
        return segmentNumbers(numbersInSlots(numberInSlot), gaps);
    }

    private long[] segmentNumbers(final long[] listed, final Consumer<CorruptChannelException> gaps)
    {
        final LongStream.Builder numbers = LongStream.builder();
        for (int i = 0; i < listed.length; i++)
        {
            if (i > 0)
            {
                addMadeMeanwhile(numbers, listed[i - 1], listed[i], gaps);
            }
            numbers.add(listed[i]);
        }
        return numbers.build().toArray();
    }

    private long[] listedNumbers()
    {
        if (isRing())
        {
            return numbersInSlots();
        }
        return list().stream()
            .filter(name -> SEGMENT.matcher(name).matches())
            .filter(ChannelDirectory::isNumber)
            .mapToLong(ChannelDirectory::number)
            .sorted()
            .toArray();
    }

    /** Of a ring, whatever counts. */
    long[] numbersInAllSlots()
    {
        return IntStream.range(0, slots).mapToLong(this::numberInSlot).filter(number -> number >= 0).toArray();
    }

    private long[] numbersInSlots()
    {
        return numbersInSlots(this::numberInSlot);
    }

    /**
     * Of a ring, from retained-from on; what is in front of that may be half recycled. Looks again when anything was
     * recycled meanwhile.
     *
     * @param numberInSlot what a slot holds; -1 for nothing whole.
     */
    long[] numbersInSlots(final IntToLongFunction numberInSlot)
    {
        for (int looks = 1;; looks++)
        {
            final long retained = firstRetained.getAsLong();
            final long[] numbers =
                IntStream.range(0, slots).mapToLong(numberInSlot).filter(number -> number >= 0).sorted().toArray();
            VarHandle.acquireFence();
            if (firstRetained.getAsLong() == retained)
            {
                final long newest = numbers.length == 0 ? 0 : numbers[numbers.length - 1];
                // What was taken for the first retained one when it was damaged would leave nothing.
                final long first = retained >= 0 && retained <= newest ? retained : newest - slots + 1;
                final long[] kept = LongStream.of(numbers).filter(number -> number >= first).toArray();
                return isDoubtful.getAsBoolean() ? firstRun(kept) : kept;
            }
            Looks.requireMore(path, looks);
        }
    }

    private static long[] firstRun(final long[] numbers)
    {
        int length = Math.min(1, numbers.length);
        while (length < numbers.length && numbers[length] == numbers[length - 1] + 1)
        {
            length++;
        }
        return Arrays.copyOf(numbers, length);
    }

    /** A listing is no snapshot: of two segments that were made while it was, it may show the later one alone. */
    private void addMadeMeanwhile(
        final LongStream.Builder numbers,
        final long before,
        final long after,
        final Consumer<CorruptChannelException> gaps)
    {
        for (long number = before + 1; number < after; number++)
        {
            if (!hasSegment(number))
            {
                gaps.accept(new CorruptChannelException(path, 0, JournalException.NO_POSITION,
                    "sequence of segments", "each from " + before + " to " + after,
                    "segments " + number + " to " + (after - 1) + " are missing", "restore them from a backup"));
                return;
            }
            numbers.add(number);
        }
    }

    /** Deletes what an owner had begun to make and did not finish. Only the owner may. */
    void discardTemporaries() throws IOException
    {
        for (final String name : list())
        {
            if (TEMPORARY.matcher(name).matches())
            {
                files.delete(path.resolve(name));
            }
        }
    }

    /** Status of a file, or null. */
    Status status(final Path file)
    {
        try
        {
            return files.status(file);
        }
        catch (final IOException ex)
        {
            throw StorageErrors.of(files, file, "look at it", ex);
        }
    }

    private List<String> list()
    {
        try
        {
            return files.list(path);
        }
        catch (final IOException ex)
        {
            throw StorageErrors.of(files, path, "list it", ex);
        }
    }
}
