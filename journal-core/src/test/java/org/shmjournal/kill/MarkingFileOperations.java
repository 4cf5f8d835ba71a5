package org.shmjournal.kill;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Set;
import org.shmjournal.io.Mapping;
import org.shmjournal.layout.ControlLayout;
import org.shmjournal.testing.DelegatingFiles;

/**
 * The file work of a writer process: marks preparation, which is all that the conductor's thread allocates and maps,
 * and can be stopped between any two operations of preparation, opening and close. Made by the writer's thread.
 */
final class MarkingFileOperations extends DelegatingFiles
{
    private final Thread writerThread = Thread.currentThread();
    private final Marks marks;
    private final Stopper stopper;

    MarkingFileOperations(final Marks marks, final Stopper stopper)
    {
        this.marks = marks;
        this.stopper = stopper;
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
        stopBeforeOperation();
        if (isConductor())
        {
            marks.conductor(Phase.PREPARATION);
        }
        if (stopper.isDue(isConductor() ? Stop.HALF_ALLOCATED : Stop.FILE_OPERATION))
        {
            super.allocate(file, length / 2, head, forced, permissions);
            stopper.stop();
        }
        super.allocate(file, length, head, forced, permissions);
        stopInPreparation(Stop.ALLOCATED);
    }

    @Override
    public void rename(final Path from, final Path to) throws IOException
    {
        stopBeforeOperation();
        super.rename(from, to);
        stopInPreparation(Stop.RENAMED);
    }

    @Override
    public void forceDirectory(final Path directory) throws IOException
    {
        stopBeforeOperation();
        super.forceDirectory(directory);
        stopInPreparation(Stop.DIRECTORY_FORCED);
    }

    @Override
    public Mapping map(final Path file, final boolean writable, final long length, final boolean eagerUnmapping)
        throws IOException
    {
        if (writable && file.toString().endsWith(".seg"))
        {
            stopIn(Phase.OPENING, Stop.END_FOUND);
        }
        final Mapping mapping = super.map(file, writable, length, eagerUnmapping);
        if (isConductor())
        {
            marks.conductor(Phase.ELSEWHERE);
        }
        return mapping;
    }

    @Override
    public void force(final MappedByteBuffer memory, final int index, final int length) throws IOException
    {
        stopBeforeOperation();
        stopIn(Phase.OPENING, Stop.EPOCH_STORED);
        stopIn(Phase.CLOSING, Stop.CLOSE_PUBLISHED);
        stopIn(Phase.FLUSH, Stop.FLUSHING);
        final boolean repairs = isInPhase(Phase.OPENING) && memory.capacity() > ControlLayout.LENGTH;
        if (repairs)
        {
            marks.writer(Phase.RECOVERY);
            stopper.at(Stop.REPAIRING);
        }
        super.force(memory, index, length);
        if (repairs)
        {
            marks.writer(Phase.OPENING);
        }
    }

    @Override
    public void delete(final Path file) throws IOException
    {
        stopBeforeOperation();
        stopIn(Phase.OPENING, Stop.DISCARDING);
        super.delete(file);
        stopIn(Phase.CLOSING, Stop.UNUSED_DELETED);
    }

    @Override
    public void createDirectory(final Path directory, final Set<PosixFilePermission> permissions) throws IOException
    {
        stopBeforeOperation();
        super.createDirectory(directory, permissions);
    }

    @Override
    public void createEmpty(final Path file, final Set<PosixFilePermission> permissions) throws IOException
    {
        stopBeforeOperation();
        super.createEmpty(file, permissions);
    }

    @Override
    public FileChannel lock(final Path file) throws IOException
    {
        stopBeforeOperation();
        return super.lock(file);
    }

    @Override
    public void unlock(final FileChannel file) throws IOException
    {
        stopIn(Phase.CLOSING, Stop.UNLOCKING);
        super.unlock(file);
    }

    private void stopBeforeOperation()
    {
        stopIn(Phase.OPENING, Stop.FILE_OPERATION);
    }

    private void stopIn(final Phase phase, final Stop stop)
    {
        if (isInPhase(phase))
        {
            stopper.at(stop);
        }
    }

    private boolean isInPhase(final Phase phase)
    {
        return !isConductor() && marks.writer() == phase;
    }

    private void stopInPreparation(final Stop stop)
    {
        if (isConductor())
        {
            stopper.at(stop);
        }
    }

    private boolean isConductor()
    {
        return Thread.currentThread() != writerThread;
    }
}
