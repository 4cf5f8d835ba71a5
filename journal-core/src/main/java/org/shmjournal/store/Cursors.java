package org.shmjournal.store;

import java.io.IOException;
import java.lang.invoke.VarHandle;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.shmjournal.error.CorruptChannelException;
import org.shmjournal.error.JournalException;
import org.shmjournal.layout.ChannelHeader;
import org.shmjournal.layout.CursorLayout;

/**
 * The cursors of a channel, as its owner sees and heeds them. Those without a name of their own go when their reader's
 * kernel lock is free. What the owner no longer heeds it marks as revoked before.
 * <p>
 * One thread at a time: the one that opens, then the conductor.
 */
final class Cursors implements AutoCloseable
{
    private static final long LOOK_INTERVAL = TimeUnit.MILLISECONDS.toNanos(100);
    private static final long NOT_LOOKED = Long.MIN_VALUE;

    private final CursorDirectory directory;
    private final ControlFile control;
    private final ChannelHeader header;
    private final List<CursorFile> known = new ArrayList<>();
    /** Those that are not heeded, which was told; true for what is damaged, and is so until somebody changes it. */
    private final Map<String, Boolean> refused = new HashMap<>();
    /** Of which files it was told that they stand in the way, and still do. */
    private final Set<Path> troubles = new HashSet<>();
    private CursorEvents events;
    private CursorChanges changes;
    private long seenChanges = NOT_LOOKED;
    private long nextLook;
    private boolean looked;
    /** Whether the last attempt to list them failed: then nobody knows who stands where. */
    private boolean unseen;
    /** Whether they are closed, which whoever is told of one of them may have done. */
    private boolean over;

    Cursors(final ChannelDirectory channel, final ControlFile control)
    {
        this.directory = new CursorDirectory(channel);
        this.control = control;
        this.header = control.header();
    }

    void listen(final CursorEvents listener)
    {
        events = listener;
    }

    /** Makes their directory, for readers who may not make it themselves, or so that it need not be looked for. */
    void createDirectory(final Set<PosixFilePermission> permissions) throws IOException
    {
        directory.create(permissions);
    }

    /** Whether {@link #work} has something to do; does not block. */
    boolean isLookDue(final long now)
    {
        return !looked || now - nextLook >= 0;
    }

    /** Whether all are known without a look at their directory. */
    boolean isKnown()
    {
        return changes != null && changes.count() == seenChanges;
    }

    /** Looks after them. Returns how much there was to do. */
    int work(final long now, final long end)
    {
        if (!isLookDue(now))
        {
            return 0;
        }
        looked = true;
        nextLook = now + LOOK_INTERVAL;
        list();
        final int before = known.size();
        removeDead();
        revokeLagging(end);
        return before - known.size();
    }

    /** Sets back those that are ahead of the data; before anything is written there. */
    void clamp(final long end, final long sequence)
    {
        list();
        for (final CursorFile cursor : known)
        {
            final long position = cursor.position();
            if (position > end)
            {
                cursor.putPosition(end, sequence);
                force(cursor);
                events.onCursorClamped(cursor.name(), position, end);
            }
        }
    }

    /** Or else, after a second power loss, it could stand behind records that its reader never got. */
    private void force(final CursorFile cursor)
    {
        try
        {
            cursor.force();
        }
        catch (final IOException ex)
        {
            events.onCursorRefused(StorageErrors.of(directory.files(), cursor.file(),
                "force it to the disk, set back to the end of the stream", ex));
        }
    }

    /**
     * The first segment that a cursor holds back; all are, as long as the cursors cannot be listed.
     *
     * @param gating the least that counts.
     * @return a number larger than any when none does; less than any when these were closed meanwhile.
     */
    long firstHeld(final int gating)
    {
        listIfChanged();
        return over ? Long.MIN_VALUE : firstHeldByKnown(gating);
    }

    /** The same by memory alone; less than any when they would have to be listed first. Does not block. */
    long firstHeldAtHand(final int gating)
    {
        return isKnown() ? firstHeldByKnown(gating) : Long.MIN_VALUE;
    }

    private long firstHeldByKnown(final int gating)
    {
        final long retained = control.retainedFrom();
        long first = unseen ? 0 : Long.MAX_VALUE;
        for (int i = 0; i < known.size(); i++)
        {
            first = Math.min(first, known.get(i).firstHeld(gating, header.segmentSize(), retained));
        }
        return first;
    }

    /**
     * The same for who has just moved retained-from: looks once more, for one that was set lower meanwhile. A reader
     * stores its cursor, then looks at retained-from; so one of the two sees the other.
     */
    long firstHeldOnceMore(final int gating)
    {
        VarHandle.fullFence();
        return firstHeld(gating);
    }

    /** Marks those that lag behind by more than they may, so that they are not heeded any more. */
    void revokeLagging(final long end)
    {
        for (int i = 0; i < known.size(); i++)
        {
            final CursorFile cursor = known.get(i);
            final long maxLag = cursor.maxLag();
            if (maxLag > 0 && cursor.gating() > CursorLayout.NONE && !cursor.isRevoked() &&
                cursor.position() != Cursor.NO_POSITION &&
                end - cursor.countedPosition(control.retainedFrom()) > maxLag)
            {
                cursor.putRevoked(true);
                events.onCursorRevoked(cursor.name(), cursor.position());
            }
        }
    }

    private void listIfChanged()
    {
        if (!over && !isKnown())
        {
            list();
        }
    }

    private void list()
    {
        try
        {
            if (directory.isThere())
            {
                // Counted before it is listed: what happens meanwhile makes for another look.
                final boolean changed = countChanges();
                final List<String> names = directory.names();
                forget(names);
                names.stream().filter(name -> isNew(name, changed)).forEach(this::add);
            }
            unseen = false;
            troubles.remove(directory.path());
        }
        catch (final IOException ex)
        {
            unseen = true;
            seenChanges = NOT_LOOKED;
            tellTrouble(directory.path(), "look at the cursors in it, so that all that they may need is kept", ex);
        }
    }

    /** Whether somebody has changed anything since this was asked last; true where nobody can say so. */
    private boolean countChanges()
    {
        final long seen = seenChanges;
        if (changes == null && !troubles.contains(directory.changesFile()))
        {
            openChanges();
        }
        if (changes == null)
        {
            return true;
        }
        seenChanges = changes.count();
        return seenChanges != seen;
    }

    private void openChanges()
    {
        try
        {
            changes = CursorChanges.openOrCreate(directory);
        }
        catch (final IOException ex)
        {
            // Without it they are listed each time, for as long as this is the owner.
            tellTrouble(directory.changesFile(), "have it changed by whoever changes a cursor", ex);
        }
    }

    /** Not those that are known, nor what is damaged and the same as before. */
    private boolean isNew(final String name, final boolean changed)
    {
        return known.stream().noneMatch(cursor -> cursor.name().equals(name)) &&
            (changed || !refused.getOrDefault(name, false));
    }

    private void forget(final List<String> names)
    {
        refused.keySet().retainAll(names);
        for (int i = known.size() - 1; i >= 0; i--)
        {
            // One of the same name may have been made since.
            if (!names.contains(known.get(i).name()) || !known.get(i).isThere(directory))
            {
                known.remove(i).close();
            }
        }
    }

    private void add(final String name)
    {
        if (over)
        {
            return;
        }
        try
        {
            known.add(CursorFile.open(directory, header, name, true, false));
            refused.remove(name);
        }
        catch (final JournalException ex)
        {
            if (isThere(name) && refused.put(name, ex instanceof CorruptChannelException) == null)
            {
                events.onCursorRefused(ex);
            }
        }
    }

    private boolean isThere(final String name)
    {
        return ProcessLock.identity(directory.files(), directory.cursorFile(name)) != null;
    }

    private void tellTrouble(final Path file, final String doing, final IOException cause)
    {
        if (troubles.add(file))
        {
            events.onCursorRefused(StorageErrors.of(directory.files(), file, doing, cause));
        }
    }

    /** Removes those that go with their readers, when these are gone. */
    private void removeDead()
    {
        try
        {
            for (final String name : directory.lockedNames())
            {
                tryRemoveIfDead(name, directory.lockFile(name));
            }
            for (final String name : directory.halfLockedNames())
            {
                // By a reader that died before it had its cursor.
                tryRemoveIfDead(name, ChannelDirectory.temporary(directory.lockFile(name)));
            }
        }
        catch (final IOException ex)
        {
            // Whoever lists the cursors comes upon it, too.
        }
    }

    /** What stands in the way of one of them does not keep the others. */
    private void tryRemoveIfDead(final String name, final Path lockFile)
    {
        try
        {
            removeIfDead(name, lockFile);
            troubles.remove(lockFile);
        }
        catch (final IOException ex)
        {
            tellTrouble(lockFile, "find out by it whether its reader lives", ex);
        }
    }

    private void removeIfDead(final String name, final Path lockFile) throws IOException
    {
        final ProcessLock lock =
            CursorDirectory.isUnnamed(name) ? ProcessLock.takeFree(directory.files(), lockFile) : null;
        if (lock != null)
        {
            try
            {
                Cursor.remove(directory, name);
                known.stream().filter(cursor -> cursor.name().equals(name)).forEach(CursorFile::close);
                known.removeIf(cursor -> cursor.name().equals(name));
            }
            finally
            {
                lock.release();
            }
        }
    }

    @Override
    public void close()
    {
        over = true;
        known.forEach(CursorFile::close);
        known.clear();
        if (changes != null)
        {
            changes.close();
            changes = null;
        }
    }
}
