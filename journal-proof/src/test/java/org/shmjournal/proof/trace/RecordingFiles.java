package org.shmjournal.proof.trace;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.HashSet;
import java.util.Set;
import org.shmjournal.proof.disk.Disk;
import org.shmjournal.proof.disk.DiskFiles;
import org.shmjournal.proof.disk.Step;

/** File work that is written down, and that fails when a script wants it to. One thread. */
public final class RecordingFiles extends DiskFiles
{
    private final Recorder recorder;
    private Runnable beside;
    private boolean full;
    private int room = Integer.MAX_VALUE;
    private final Set<Integer> failed = new HashSet<>();
    private boolean forcesFail;
    private boolean lockFileReplaced;

    /** Works on {@code disk}, and tells {@code recorder}. */
    public RecordingFiles(final Disk disk, final Recorder recorder)
    {
        super(disk);
        this.recorder = recorder;
    }

    /** Whether the disk has no room for what is allocated from now on. */
    public void setFull(final boolean full)
    {
        this.full = full;
    }

    /** There is room for so many more files, and for none behind them. */
    public void setRoom(final int files)
    {
        room = files;
    }

    /** Forces of maps fail from now on: the first of each file says so, those behind it do nothing. */
    public void failForces()
    {
        forcesFail = true;
    }

    /** Whether they do. */
    public boolean forcesFail()
    {
        return forcesFail;
    }

    /** While the next lock is taken, somebody puts another file in the place of the locked one. */
    public void replaceLockFile()
    {
        lockFileReplaced = true;
    }

    /** Once, before the next file is made, somebody else does something. */
    public void beside(final Runnable deed)
    {
        beside = deed;
    }

    /** Does what nobody of the journal's does; told like a store of the script. */
    public void interfere(final Step step)
    {
        recorder.interfere(step);
    }

    @Override
    protected void perform(final Step step)
    {
        recorder.perform(step);
    }

    @Override
    public void allocate(
        final Path file,
        final long length,
        final ByteBuffer head,
        final boolean forced,
        final Set<PosixFilePermission> permissions)
        throws IOException
    {
        if (beside != null)
        {
            final Runnable deed = beside;
            beside = null;
            deed.run();
        }
        if (room == 0)
        {
            throw new IOException("No space left on device");
        }
        room--;
        super.allocate(file, length, head, forced, permissions);
    }

    @Override
    protected void mayFail(final Path file) throws IOException
    {
        if (full)
        {
            throw new IOException("No space left on device");
        }
    }

    @Override
    public void force(final MappedByteBuffer memory, final int index, final int length) throws IOException
    {
        if (!forcesFail)
        {
            super.force(memory, index, length);
        }
        else if (failed.add(disk().mappedBy(memory).id()))
        {
            throw new IOException("Input/output error");
        }
        // The kernel tells of a failure once, and then takes the pages for clean: nothing is forced, nobody is told.
    }

    @Override
    public FileChannel lock(final Path file) throws IOException
    {
        final FileChannel locked = super.lock(file);
        if (lockFileReplaced)
        {
            lockFileReplaced = false;
            interfere(new Step.Delete(file.toString()));
        }
        return locked;
    }
}
