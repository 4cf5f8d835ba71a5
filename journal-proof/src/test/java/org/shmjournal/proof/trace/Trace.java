package org.shmjournal.proof.trace;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * All steps that led from an empty disk to where the last of some owners was left or stopped, each but the last stopped
 * behind some step; and what their writers were told to write. One thread.
 */
public final class Trace
{
    private final long boot;
    private final int firstNew;
    private final List<Traced> steps;
    private final List<Written> found;
    private final List<Copy> copies;
    private final Set<String> images = new TreeSet<>();
    private final Marks marks;
    private final NavigableMap<Integer, Long> flushes = new TreeMap<>();
    private List<Written> records;
    private int settledAt;
    private long furthestBefore;
    /** Where the last owner has begun anew, and behind which step. */
    private long anewPosition;
    private int anewAt = Written.NEVER;
    private CursorTrack cursor = new CursorTrack();
    private int cutSequence = Integer.MAX_VALUE;
    private long cutPosition = Written.UNKNOWN;

    private Trace(
        final long boot,
        final List<Traced> steps,
        final List<Written> found,
        final List<Copy> copies,
        final Marks marks,
        final int settledAt)
    {
        this.boot = boot;
        this.firstNew = steps.size();
        this.steps = steps;
        this.found = found;
        this.records = found;
        this.copies = copies;
        this.marks = marks;
        this.settledAt = settledAt;
    }

    /** Before the first owner, who is on this boot. */
    public static Trace empty(final long boot)
    {
        return new Trace(boot, new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), new Marks(), 0);
    }

    /**
     * The beginning of another one, in which the owner was stopped behind so many steps.
     *
     * @param nextBoot that the next owner is on.
     * @param visible  how many records are found there; -1 when there is no channel yet.
     * @param settled  whether all of them stay, as they do on the same boot.
     */
    public Trace stoppedBehind(final int count, final long nextBoot, final int visible, final boolean settled)
    {
        final List<Written> before = records(count);
        final List<Written> left = new ArrayList<>();
        before.subList(0, Math.max(0, Math.min(before.size(), visible))).forEach(record -> left.add(record.by(count)));
        fillUp(left, visible);
        if (visible >= 0 && visible < before.size() && before.get(visible).isVoid() &&
            before.get(visible).begunAt() < count)
        {
            left.add(before.get(visible));
        }
        final List<Copy> begun = new ArrayList<>();
        copies.stream().filter(copy -> copy.begunAt() < count).forEach(copy -> begun.add(copy.doneAt() <= count ?
            copy : new Copy(copy.path(), copy.begunAt(), Written.NEVER, copy.records())));
        final Trace next = new Trace(nextBoot, new ArrayList<>(steps.subList(0, count)), left, begun,
            marks.stoppedBehind(count, visible >= 0), settled ? 0 : Written.NEVER);
        next.furthestBefore = furthest(count);
        next.cursor = cursor.stoppedBehind(count);
        return next;
    }

    /** The same, for somebody on another boot. */
    public Trace onBoot(final long other)
    {
        final Trace same = new Trace(other, steps, found, copies, marks, settledAt);
        same.records = records;
        same.cutSequence = cutSequence;
        same.cutPosition = cutPosition;
        same.furthestBefore = furthestBefore;
        same.anewPosition = anewPosition;
        same.anewAt = anewAt;
        same.cursor = cursor;
        same.flushes.putAll(flushes);
        return same;
    }

    /** Somebody was told that everything before a position is on the disk. */
    public void flushed(final long position)
    {
        flushes.put(steps.size(), position);
    }

    /** What somebody was told to be on the disk, behind so many steps. */
    public long flushed(final int count)
    {
        final Map.Entry<Integer, Long> last = flushes.floorEntry(count);
        return last == null ? 0 : last.getValue();
    }

    /** How far the readers of the named cursor have come. */
    public CursorTrack cursor()
    {
        return cursor;
    }

    /** The boot on which the last owner is. */
    public long boot()
    {
        return boot;
    }

    /** The steps. */
    public List<Traced> steps()
    {
        return steps;
    }

    /** How many of them were in the trace of which this is a continuation. */
    public int firstNew()
    {
        return firstNew;
    }

    /** The sites that stored to memory which maps no file. */
    public Set<String> images()
    {
        return images;
    }

    /** What happened to the channel as a whole. */
    public Marks marks()
    {
        return marks;
    }

    /** Backups and restored channels. */
    public List<Copy> copies()
    {
        return copies;
    }

    /**
     * A copy was made of what had been acknowledged when it was begun.
     *
     * @param begunAt how many steps there were then.
     */
    public void copied(final Path path, final int begunAt)
    {
        final List<Written> all = records(begunAt);
        copies.add(new Copy(path, begunAt, steps.size(), List.copyOf(all.subList(0, acknowledged(begunAt)))));
    }

    /** The largest position of a record that any owner was told of, gone ones included. */
    public long furthest(final int count)
    {
        long furthest = count >= anewAt ? Math.max(furthestBefore, anewPosition) : furthestBefore;
        for (final Written record : records(count))
        {
            furthest = Math.max(furthest, record.begunAt() < count ? record.position() : 0);
        }
        return furthest;
    }

    /** Where a record is. */
    public long position(final int sequence)
    {
        return records.get(sequence).position();
    }

    /** The last owner is told to end the stream at a record, wherever the end is. */
    public void cut(final int sequence, final long position)
    {
        settledAt = Written.NEVER;
        cutSequence = sequence;
        cutPosition = position;
    }

    /** Whether the last owner was at ending the stream somewhere. */
    public boolean isBeingCut(final int count)
    {
        return isUnsettled(count) && cutPosition != Written.UNKNOWN;
    }

    /** Where the last owner was told to end the stream, or {@link Written#UNKNOWN}. */
    public long cutPosition()
    {
        return cutPosition;
    }

    /**
     * The last owner has found the end, and from now on goes on behind it.
     *
     * @param count of the records before it.
     */
    public void settle(final int count)
    {
        if (settledAt == Written.NEVER)
        {
            final List<Written> left = new ArrayList<>();
            found.subList(0, Math.min(count, found.size())).forEach(record -> left.add(record.by(steps.size())));
            records = left;
            settledAt = steps.size();
        }
        if (count == records.size() && count > 0 && records.get(count - 1).acknowledgedAt() == Written.NEVER)
        {
            records.get(count - 1).acknowledge(steps.size(), Written.UNKNOWN);
        }
        if (count != records.size())
        {
            throw new AssertionError("an owner goes on behind " + count + " records, a reader found " +
                records.size());
        }
    }

    /**
     * The last owner knows of nothing that was there, and from now on goes on above it.
     *
     * @param count    of the records before it, or of their numbers that were taken.
     * @param position at which it goes on.
     */
    public void beginAnew(final int count, final long position)
    {
        if (count < found.size())
        {
            throw new AssertionError("an owner uses sequence " + count + " again, " + found.size() + " were seen");
        }
        for (final Written record : found)
        {
            furthestBefore = Math.max(furthestBefore, record.position());
        }
        records = new ArrayList<>();
        fillUp(records, count);
        anewPosition = position;
        anewAt = steps.size();
        settledAt = anewAt;
    }

    private static void fillUp(final List<Written> records, final int count)
    {
        while (records.size() < count)
        {
            records.add(Written.lost());
        }
    }

    /** Whether the last owner had not found the end, which may be before what readers saw before. */
    public boolean isUnsettled(final int count)
    {
        return count < settledAt;
    }

    /** The writer is called. */
    public Written begin(final byte[] payload)
    {
        final Written record = new Written(payload, steps.size());
        records.add(record);
        return record;
    }

    /** The writer returned. */
    public void acknowledge(final Written record, final long position)
    {
        record.acknowledge(steps.size(), position);
    }

    /** The writer said that it wrote nothing. */
    public void withdraw(final Written record)
    {
        records.remove(record);
    }

    /** How many records the writers had acknowledged. */
    public int acknowledged(final int count)
    {
        final List<Written> all = records(count);
        int number = 0;
        while (number < all.size() && all.get(number).acknowledgedAt() <= count)
        {
            number++;
        }
        return number;
    }

    /**
     * How many records must stay, where the machine went down or the stream is being cut.
     *
     * @param durable position before which everything was forced.
     */
    public int durable(final int count, final long durable)
    {
        final int kept = Math.min(acknowledged(count), before(count, durable));
        return isUnsettled(count) ? Math.min(kept, cutSequence) : kept;
    }

    /** How many records are in front of a position, as far as that is known; never more. */
    public int before(final int count, final long position)
    {
        final List<Written> all = records(count);
        int number = 0;
        for (int i = 0; i < all.size(); i++)
        {
            // Where one is unknown, a later one tells that it is before, too.
            if (all.get(i).position() != Written.UNKNOWN && all.get(i).position() < position &&
                all.get(i).begunAt() < count)
            {
                number = i + 1;
            }
        }
        return number;
    }

    /** How many records the writers had been called for; at most one more than were acknowledged. */
    public int begun(final int count)
    {
        final List<Written> all = records(count);
        int number = acknowledged(count);
        while (number < all.size() && all.get(number).begunAt() < count)
        {
            number++;
        }
        return number;
    }

    /** What is written as far as so many steps tell. */
    public List<Written> records(final int count)
    {
        return isUnsettled(count) ? found : records;
    }
}
