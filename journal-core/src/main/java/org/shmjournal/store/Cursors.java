package org.shmjournal.store;

import java.io.IOException;
import java.lang.invoke.VarHandle;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
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
    private final boolean eagerUnmapping;
    private final List<CursorFile> known = new ArrayList<>();
    private final Set<String> refused = new HashSet<>();
    private CursorEvents events;
    private CursorChanges changes;
    private long seenChanges = NOT_LOOKED;
    private long nextLook;
    private boolean looked;

    Cursors(final ChannelDirectory channel, final ControlFile control, final boolean eagerUnmapping)
    {
        this.directory = new CursorDirectory(channel);
        this.control = control;
        this.header = control.header();
        this.eagerUnmapping = eagerUnmapping;
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
     * The first segment that a cursor holds back.
     *
     * @param gating the least that counts.
     * @return a number larger than any when none does.
     */
    long firstHeld(final int gating)
    {
        listIfChanged();
        long first = Long.MAX_VALUE;
        for (int i = 0; i < known.size(); i++)
        {
            first = Math.min(first, known.get(i).firstHeld(gating, header.segmentSize()));
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
                cursor.position() != Cursor.NO_POSITION && end - cursor.position() > maxLag)
            {
                cursor.putRevoked(true);
                events.onCursorRevoked(cursor.name(), cursor.position());
            }
        }
    }

    private void listIfChanged()
    {
        if (!isKnown())
        {
            list();
        }
    }

    private void list()
    {
        try
        {
            if (!directory.isThere())
            {
                return;
            }
            if (changes == null)
            {
                changes = CursorChanges.openOrCreate(directory, eagerUnmapping);
            }
            if (changes != null)
            {
                seenChanges = changes.count();
            }
            // Counted before it is listed: what happens meanwhile makes for another look.
            final List<String> names = directory.names();
            forget(names);
            for (final String name : names)
            {
                if (!refused.contains(name) && known.stream().noneMatch(cursor -> cursor.name().equals(name)))
                {
                    add(name);
                }
            }
        }
        catch (final IOException ex)
        {
            // As long as they cannot be seen, what is known of them counts.
            refuse(directory.path().toString(), StorageErrors.of(directory.files(), directory.path(),
                "look at the cursors in it", ex));
        }
    }

    private void forget(final List<String> names)
    {
        refused.retainAll(names);
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
        try
        {
            known.add(CursorFile.open(directory, header, name, true, eagerUnmapping));
        }
        catch (final JournalException ex)
        {
            if (isThere(name))
            {
                refuse(name, ex);
            }
        }
    }

    private boolean isThere(final String name)
    {
        return ProcessLock.identity(directory.files(), directory.cursorFile(name)) != null;
    }

    private void refuse(final String name, final JournalException reason)
    {
        if (refused.add(name))
        {
            events.onCursorRefused(reason);
        }
    }

    /** Removes those that go with their readers, when these are gone. */
    private void removeDead()
    {
        try
        {
            for (final String name : directory.lockedNames())
            {
                if (CursorDirectory.isUnnamed(name))
                {
                    removeIfDead(name);
                }
            }
        }
        catch (final IOException ex)
        {
            refuse(directory.path().toString(), StorageErrors.of(directory.files(), directory.path(),
                "look at the cursors in it", ex));
        }
    }

    private void removeIfDead(final String name) throws IOException
    {
        final ProcessLock lock = ProcessLock.takeFree(directory.files(), directory.lockFile(name));
        if (lock != null)
        {
            try
            {
                Cursor.remove(directory, name);
                forget(directory.names());
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
        known.forEach(CursorFile::close);
        known.clear();
        if (changes != null)
        {
            changes.close();
            changes = null;
        }
    }
}
