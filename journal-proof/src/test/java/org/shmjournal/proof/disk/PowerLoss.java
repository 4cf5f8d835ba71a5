package org.shmjournal.proof.disk;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * What a disk may hold when the power went behind some step: everything that was forced; and of what was not, each page
 * or sector as it was at any moment since, and the names in each directory as they were at any moment since, but for
 * those of segments that were taken away for good: each of them is still there, or not. One thread.
 */
public final class PowerLoss
{
    private static final String SEGMENT = ".seg";
    private static final int PAGE_SIZE = 4096;
    private static final int SECTOR_SIZE = 512;
    private static final int MAX_UNITS = 1 << 20;

    private final Disk base;
    private final List<Step> steps;
    private final Random random;
    private final Map<Long, Integer> forcedPages = new HashMap<>();
    private final Map<String, Integer> forcedDirectories = new HashMap<>();
    private final Map<Long, Integer> writtenUnits = new HashMap<>();
    /** By directory, or by a name that was taken away for good. */
    private final Map<String, Integer> writtenDirectories = new HashMap<>();
    private int unit;
    private int oldInHundred;

    /** Of the steps that were made on a disk that was all forced. */
    public PowerLoss(final Disk base, final List<Step> steps, final Random random)
    {
        this.base = base;
        this.steps = steps;
        this.random = random;
        for (int i = 0; i < steps.size(); i++)
        {
            noteForce(steps.get(i), i);
        }
    }

    private void noteForce(final Step step, final int number)
    {
        if (step instanceof Step.ForceFile force)
        {
            for (int page = force.index() / PAGE_SIZE; page * PAGE_SIZE < force.index() + force.length(); page++)
            {
                forcedPages.put(key(force.file(), page), number);
            }
        }
        else if (step instanceof Step.ForceDirectory force)
        {
            forcedDirectories.put(force.path(), number);
        }
    }

    /** Makes one of the disks that there may be. */
    public void leaveOn(final Disk disk)
    {
        disk.copyOf(base);
        writtenUnits.clear();
        writtenDirectories.clear();
        unit = random.nextBoolean() ? PAGE_SIZE : SECTOR_SIZE;
        oldInHundred = random.nextInt(101);
        for (int i = 0; i < steps.size(); i++)
        {
            apply(steps.get(i), i, disk);
        }
    }

    private void apply(final Step step, final int number, final Disk disk)
    {
        if (step instanceof Step.Store store)
        {
            write(disk, store.file(), store.index(), store.bytes(), number);
        }
        else if (step instanceof Step.Write write)
        {
            write(disk, write.file(), write.index(), write.bytes(), number);
        }
        else if (step instanceof Step.Extend extend)
        {
            if (disk.file(extend.file()) != null && isWritten(extend.file(), 0, number))
            {
                extend.applyTo(disk);
            }
        }
        else if (step instanceof Step.Create create)
        {
            applyName(create, create.path(), number, disk);
        }
        else if (step instanceof Step.MakeDirectory make)
        {
            applyName(make, make.path(), number, disk);
        }
        else if (step instanceof Step.Delete delete)
        {
            applyDeletion(delete, number, disk);
        }
        else if (step instanceof Step.Rename rename)
        {
            applyName(rename, rename.from(), number, disk);
        }
    }

    /** A segment's name that is not used again may go before one taken away earlier: nothing keeps an order. */
    private void applyDeletion(final Step.Delete delete, final int number, final Disk disk)
    {
        final boolean forGood =
            delete.path().endsWith(SEGMENT) && steps.subList(number + 1, steps.size()).stream().noneMatch(
                later -> later instanceof Step.Create create && create.path().equals(delete.path()) ||
                    later instanceof Step.Rename rename && rename.to().equals(delete.path()));
        applyName(delete, delete.path(), forGood ? delete.path() : directory(delete.path()), number, disk);
    }

    private void applyName(final Step step, final String path, final int number, final Disk disk)
    {
        applyName(step, path, directory(path), number, disk);
    }

    private static String directory(final String path)
    {
        return Path.of(path).getParent().toString();
    }

    /**
     * Does it, or not.
     *
     * @param unit of which all came to the disk up to some moment.
     */
    private void applyName(
        final Step step, final String path, final String unit, final int number, final Disk disk)
    {
        final int forced = forcedDirectories.getOrDefault(directory(path), -1);
        final int written = writtenDirectories.computeIfAbsent(unit, key -> moment(forced));
        if (number < forced || number <= written)
        {
            step.applyTo(disk);
        }
    }

    private void write(final Disk disk, final int file, final int index, final byte[] bytes, final int number)
    {
        if (disk.file(file) == null)
        {
            return;
        }
        for (int from = index; from < index + bytes.length;)
        {
            final int to = Math.min(index + bytes.length, (from / unit + 1) * unit);
            if (isWritten(file, from, number))
            {
                disk.write(file, from, Arrays.copyOfRange(bytes, from - index, to - index));
            }
            from = to;
        }
    }

    private boolean isWritten(final int file, final int index, final int number)
    {
        final int forced = forcedPages.getOrDefault(key(file, index / PAGE_SIZE), -1);
        return number < forced ||
            number <= writtenUnits.computeIfAbsent(key(file, index / unit), key -> moment(forced));
    }

    /** The step up to which something was written back: the last force, or now, or any moment between. */
    private int moment(final int forced)
    {
        if (random.nextInt(100) < oldInHundred)
        {
            return forced;
        }
        return random.nextInt(4) == 0 ? forced + random.nextInt(steps.size() - forced) : steps.size();
    }

    private static long key(final int file, final int unit)
    {
        return (long)file * MAX_UNITS + unit;
    }
}
