package org.shmjournal.store;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.shmjournal.error.CorruptChannelException;
import org.shmjournal.error.CursorInUseException;
import org.shmjournal.error.JournalException;
import org.shmjournal.layout.ChannelHeader;
import org.shmjournal.layout.CursorLayout;

/**
 * A cursor as somebody sees it who is neither its reader nor the owner.
 *
 * @param name      of the cursor.
 * @param isNamed   whether it stays when its reader goes.
 * @param gating    what it holds back.
 * @param position  of the next record; {@link Cursor#NO_POSITION} when it has not been anywhere.
 * @param sequence  of that record.
 * @param maxLag    in bytes; 0: any.
 * @param isRevoked whether the owner no longer heeds it.
 * @param isInUse   whether a reader has it, as far as the system shows.
 * @param readerPid of its reader's process; 0 when the last one left in order.
 */
public record CursorSnapshot(
    String name,
    boolean isNamed,
    long gating,
    long position,
    long sequence,
    long maxLag,
    boolean isRevoked,
    boolean isInUse,
    long readerPid)
{
    /**
     * All cursors of a channel, in the order of their names.
     *
     * @param problems takes what is wrong with others.
     */
    public static List<CursorSnapshot> all(final ReadChannel channel, final List<JournalException> problems)
    {
        final CursorDirectory directory = new CursorDirectory(channel.directory());
        final List<CursorSnapshot> all = new ArrayList<>();
        for (final String name : names(directory))
        {
            try (CursorFile file = CursorFile.open(directory, channel.header(), name, false, true))
            {
                all.add(of(directory, file));
            }
            catch (final JournalException ex)
            {
                // One that went with its reader meanwhile is no problem.
                if (ProcessLock.identity(directory.files(), directory.cursorFile(name)) != null)
                {
                    problems.add(ex);
                }
            }
        }
        return all;
    }

    /**
     * The first segment whose deletion a cursor holds back; a number larger than any when none does.
     *
     * @param channel that is not owned by anybody else.
     */
    static long firstHeld(final ChannelDirectory channel, final ChannelHeader header, final long retainedFrom)
    {
        final CursorDirectory directory = new CursorDirectory(channel);
        long first = Long.MAX_VALUE;
        for (final String name : names(directory))
        {
            try (CursorFile file = CursorFile.open(directory, header, name, false, true))
            {
                first = Math.min(first, file.firstHeld(CursorLayout.RETENTION, header.segmentSize(), retainedFrom));
            }
            catch (final CorruptChannelException ex)
            {
                // Whoever may stand there cannot be told from who does not.
                first = ProcessLock.identity(directory.files(), directory.cursorFile(name)) == null ? first : 0;
            }
        }
        return first;
    }

    private static List<String> names(final CursorDirectory directory)
    {
        try
        {
            return directory.names();
        }
        catch (final IOException ex)
        {
            throw StorageErrors.of(directory.files(), directory.path(), "look at the cursors in it", ex);
        }
    }

    private static CursorSnapshot of(final CursorDirectory directory, final CursorFile file)
    {
        final Path lockFile = directory.lockFile(file.name());
        final String key = ProcessLock.identity(directory.files(), lockFile);
        final boolean isInUse = key != null &&
            (ProcessLock.isOurs(directory.files(), lockFile) || KernelLocks.isHeldBy(file.readerPid(), key));
        return new CursorSnapshot(file.name(), file.isNamed(), file.gating(), file.position(), file.sequence(),
            file.maxLag(), file.isRevoked(), isInUse, file.readerPid());
    }

    /**
     * Removes a cursor of a channel.
     *
     * @param evenInUse whether one that a reader has is taken from it; the reader learns of it, and of what it loses.
     * @return false when there is none of this name.
     * @throws CursorInUseException when a reader has it.
     */
    public static boolean remove(
        final ChannelDirectory channel, final ChannelHeader header, final String name, final boolean evenInUse)
    {
        final CursorDirectory directory = new CursorDirectory(channel);
        try
        {
            if (!directory.isThere() || !directory.names().contains(name) && !directory.lockedNames().contains(name))
            {
                return false;
            }
            final ProcessLock lock =
                ProcessLock.tryAcquire(directory.files(), directory.lockFile(name), directory.filePermissions());
            if (lock == null && !evenInUse)
            {
                throw Cursor.inUse(header, directory, name);
            }
            try
            {
                if (lock == null)
                {
                    revokeAndRemove(directory, header, name);
                }
                else
                {
                    Cursor.remove(directory, name);
                }
                tellOwner(directory);
            }
            finally
            {
                if (lock != null)
                {
                    lock.release();
                }
            }
            return true;
        }
        catch (final IOException ex)
        {
            throw StorageErrors.of(directory.files(), directory.cursorFile(name), "remove it", ex);
        }
    }

    /**
     * Marked before it is not heeded any more, so that its reader does not believe what it reads since; and again
     * behind that, since the reader may just have taken the mark away, before it could see that the cursor is gone.
     * Where it is damaged it cannot be marked: its reader finds out when what it reads is passed.
     */
    private static void revokeAndRemove(
        final CursorDirectory directory, final ChannelHeader header, final String name) throws IOException
    {
        CursorFile file = null;
        try
        {
            file = CursorFile.open(directory, header, name, true, true);
            file.putRevoked(true);
            Cursor.remove(directory, name);
            file.putRevoked(true);
        }
        catch (final CorruptChannelException ex)
        {
            Cursor.remove(directory, name);
        }
        finally
        {
            if (file != null)
            {
                file.close();
            }
        }
    }

    private static void tellOwner(final CursorDirectory directory) throws IOException
    {
        try (CursorChanges changes = CursorChanges.openIfThere(directory, true))
        {
            if (changes != null)
            {
                changes.add();
            }
        }
    }
}
