package org.shmjournal.store;

import java.io.IOException;
import java.lang.invoke.VarHandle;
import java.nio.file.Path;
import org.shmjournal.error.CorruptChannelException;
import org.shmjournal.error.CursorInUseException;
import org.shmjournal.error.JournalException;
import org.shmjournal.layout.ChannelHeader;
import org.shmjournal.layout.CursorLayout;

/**
 * A reader's own cursor: where it stands, for the owner to see, and how much of that it wants to be held back. The
 * kernel lock beside its file says that its reader's process lives. One thread.
 */
public final class Cursor implements AutoCloseable
{
    /** Of a cursor that has not been anywhere yet. */
    public static final long NO_POSITION = -1;

    private final ReadChannel channel;
    private final CursorDirectory directory;
    private final ProcessLock lock;
    private CursorChanges changes;
    private CursorFile file;
    private boolean removed;

    private Cursor(final ReadChannel channel, final CursorDirectory directory, final ProcessLock lock)
    {
        this.channel = channel;
        this.directory = directory;
        this.lock = lock;
    }

    /**
     * Takes the cursor of a name, which may have a position already; or one that goes with its reader.
     *
     * @param name   null for one that goes with its reader.
     * @param maxLag -1 for what it has.
     * @throws CursorInUseException when another reader has it.
     */
    public static Cursor open(final ReadChannel channel, final String name, final long maxLag)
    {
        final CursorDirectory directory = new CursorDirectory(channel.directory());
        try
        {
            directory.create(null);
            String actual = name == null ? CursorDirectory.newUnnamed() : name;
            ProcessLock lock = lock(directory, actual);
            while (lock == null && name == null)
            {
                // Taken for dead by an owner that came before it had its lock; so another one is made.
                actual = CursorDirectory.newUnnamed();
                lock = lock(directory, actual);
            }
            if (lock == null)
            {
                throw inUse(channel.header(), directory, actual);
            }
            final Cursor cursor = new Cursor(channel, directory, lock);
            boolean opened = false;
            try
            {
                cursor.open(actual, maxLag);
                opened = true;
                return cursor;
            }
            finally
            {
                if (!opened)
                {
                    cursor.letGo();
                }
            }
        }
        catch (final IOException ex)
        {
            throw StorageErrors.of(directory.files(), directory.path(),
                "keep a cursor in it, for which a reader needs " +
                    "permission to write there",
                ex);
        }
    }

    /** Throws unless a user may give a cursor this name. */
    public static void requireName(final String name)
    {
        CursorDirectory.requireName(name);
    }

    /** Whoever finds the lock of one without a name free removes it; so it has its name only when it has its lock. */
    private static ProcessLock lock(final CursorDirectory directory, final String name) throws IOException
    {
        final Path file = directory.lockFile(name);
        final boolean unnamed = CursorDirectory.isUnnamed(name);
        final ProcessLock lock = ProcessLock.tryAcquire(directory.files(),
            unnamed ? ChannelDirectory.temporary(file) : file, directory.filePermissions());
        return lock == null || !unnamed ? lock : rename(lock, file);
    }

    private static ProcessLock rename(final ProcessLock lock, final Path file) throws IOException
    {
        ProcessLock named = null;
        try
        {
            named = lock.rename(file);
            return named;
        }
        finally
        {
            if (named == null)
            {
                lock.release();
            }
        }
    }

    static CursorInUseException inUse(
        final ChannelHeader header, final CursorDirectory directory, final String name)
    {
        String who = "another reader";
        try (CursorFile file = CursorFile.open(directory, header, name, false, true))
        {
            who = "pid " + file.readerPid();
        }
        catch (final JournalException ignored)
        {
            // Only just being made: it is in use all the same.
        }
        return new CursorInUseException(directory.cursorFile(name), "cursor " + name + " is in use by " + who +
            ": a cursor has one reader at a time; close that one, end its process, or choose another name");
    }

    private void open(final String name, final long maxLag) throws IOException
    {
        final boolean isThere = directory.files().status(directory.cursorFile(name)) != null;
        if (!isThere)
        {
            // A position of its own it gets when its reader has one: until then nothing is held back.
            final Path cursorFile = directory.cursorFile(name);
            final Path temporary = ChannelDirectory.temporary(cursorFile);
            directory.files().allocate(temporary, CursorLayout.LENGTH, CursorFile.image(channel.header(), name,
                CursorLayout.NONE, Math.max(0, maxLag), new CursorFile.Position(NO_POSITION, 0)), true,
                directory.filePermissions());
            directory.files().rename(temporary, cursorFile);
            directory.files().forceDirectory(directory.path());
        }
        file = CursorFile.open(directory, channel.header(), name, true, false);
        if (maxLag >= 0)
        {
            file.putMaxLag(maxLag);
        }
        file.putReader(ProcessEvidence.PID, ProcessEvidence.START);
        tellOwner();
    }

    /** The cursor's name. */
    public String name()
    {
        return file.name();
    }

    /** Where it was left; {@link #NO_POSITION} when it is new. */
    public long position()
    {
        return file.position();
    }

    /** How many records were before that. */
    public long sequence()
    {
        return file.sequence();
    }

    /** What it holds back. */
    public int gating()
    {
        return (int)Math.max(CursorLayout.NONE, Math.min(CursorLayout.WRITER, file.gating()));
    }

    /** How far it may lag behind; 0: any. */
    public long maxLag()
    {
        return file.maxLag();
    }

    /** What is wrong with a position that no record begins at. */
    public CorruptChannelException damaged(final String found)
    {
        return CursorFile.corrupt(file.file(), CursorLayout.POSITION, "cursor", "the position of a record", found);
    }

    /** Whether the owner no longer heeds it, or somebody has removed it: by now, behind all that was read. */
    public boolean isRevoked()
    {
        // Pairs with the owner's store of the mark, behind which he has slots written again.
        VarHandle.acquireFence();
        return file.isRevoked();
    }

    /** Whether its file is there, and is this one. */
    private boolean isThere()
    {
        return lock.isHeld() && directory.isThere();
    }

    /** Goes on: what is before is not needed any more. */
    public void advance(final long position, final long sequence)
    {
        file.putPosition(position, sequence);
    }

    /**
     * Stands at a position from now on, maybe one before that where it stood, and holds back what gating says.
     *
     * @return false when what is there is not kept any more: then the reader is to begin anew, and call this again.
     */
    public boolean hold(final long position, final long sequence, final int gating)
    {
        if (channel.isPassed(position / channel.header().segmentSize()))
        {
            // Who is killed behind this leaves nothing that keeps a slot which is over.
            return false;
        }
        file.putPosition(position, sequence);
        file.putRevoked(false);
        if (isRemoved())
        {
            // Nobody heeds what is not there any more: its reader is to find that out by the mark.
            file.putRevoked(true);
        }
        file.putGating(gating);
        // The owner moves retained-from, then looks at the cursors; here it is the other way round, so that one of the
        // two sees the other.
        tellOwner();
        VarHandle.fullFence();
        final long segmentSize = channel.header().segmentSize();
        return channel.control().retainedFrom() / segmentSize <= position / segmentSize;
    }

    private void tellOwner()
    {
        try
        {
            if (changes == null)
            {
                changes = CursorChanges.openIfThere(directory, false);
            }
        }
        catch (final IOException ex)
        {
            throw StorageErrors.of(directory.files(), directory.changesFile(), "tell the owner of a cursor", ex);
        }
        if (changes != null)
        {
            changes.add();
        }
    }

    /** What was revoked since somebody removed it cannot be held again. */
    public boolean isRemoved()
    {
        removed |= !isThere();
        return removed;
    }

    /** Lets go of it. One without a name of its own is removed. */
    @Override
    public void close()
    {
        try
        {
            if (!isRemoved())
            {
                file.putReader(0, 0);
                if (!file.isNamed())
                {
                    remove(directory, file.name());
                    tellOwner();
                }
            }
        }
        catch (final IOException ex)
        {
            throw StorageErrors.of(directory.files(), directory.path(), "remove cursor " + file.name(), ex);
        }
        finally
        {
            letGo();
        }
    }

    /** Of all that it has of the process, as far as it has come to have it. */
    private void letGo()
    {
        if (file != null)
        {
            file.close();
        }
        if (changes != null)
        {
            changes.close();
        }
        lock.release();
    }

    /** By whoever has its lock. */
    static void remove(final CursorDirectory directory, final String name) throws IOException
    {
        for (final Path path : new Path[]{ChannelDirectory.temporary(directory.cursorFile(name)),
            directory.cursorFile(name), directory.lockFile(name),
            ChannelDirectory.temporary(directory.lockFile(name))})
        {
            if (directory.files().status(path) != null)
            {
                directory.files().delete(path);
            }
        }
    }
}
