package org.shmjournal.proof.trace;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.shmjournal.layout.ControlLayout;
import org.shmjournal.layout.Stores;
import org.shmjournal.proof.disk.Disk;
import org.shmjournal.proof.disk.DiskFile;
import org.shmjournal.proof.disk.DiskFiles;
import org.shmjournal.proof.disk.Step;

/**
 * Writes down what the shipped code does to a disk. A store of up to 8 bytes is one step, as the processor makes it; a
 * longer one is several, since a process can end in the middle of it. One thread.
 */
public final class Recorder implements Stores.Observer
{
    private static final int PIECES = 3;
    private static final String CONTROL_NAME = "channel.ctl";
    /** No process has it: whoever is stopped here is dead, though the recording process lives on. */
    private static final byte[] DEAD_PID = {-1, -1, -1, 63, 0, 0, 0, 0};

    private final Sites sites;
    private final Disk disk;
    private final List<Traced> steps;
    private final Set<String> images = new TreeSet<>();

    /** Adds what happens to {@code disk} to {@code steps}. */
    public Recorder(final Sites sites, final Disk disk, final List<Traced> steps)
    {
        this.sites = sites;
        this.disk = disk;
        this.steps = steps;
    }

    /** How many steps there were. */
    public int count()
    {
        return steps.size();
    }

    /** The sites that stored to memory which maps no file: what they made came to the disk by a file operation. */
    public Set<String> images()
    {
        return images;
    }

    @Override
    public void stored(final ByteBuffer memory, final int index, final int length, final String operation)
    {
        final String site = sites.here("Memory#" + operation);
        final DiskFile file = disk.mappedBy(memory);
        final DiskFile sliced = file == null ? disk.slicedBy(memory) : null;
        if (sliced != null)
        {
            addPieces(sliced, disk.indexOf(memory) + index, length, site);
        }
        else if (file == null)
        {
            images.add(site);
        }
        else if (length == 0)
        {
            steps.add(new Traced(new Step.Touch(file.id()), site));
        }
        else if (isOwnerPid(file, index))
        {
            steps.add(new Traced(new Step.Store(file.id(), index, DEAD_PID), site));
        }
        else
        {
            addPieces(file, index, length, site);
        }
    }

    /** Makes a step of file work, and writes it down. */
    public void perform(final Step step)
    {
        steps.add(new Traced(step, sites.here("FileOperations#" + operation())));
        step.applyTo(disk);
    }

    void interfere(final Step step)
    {
        steps.add(new Traced(step, Sites.PAYLOAD));
        step.applyTo(disk);
    }

    private void addPieces(final DiskFile file, final int index, final int length, final String site)
    {
        final int most = length <= Long.BYTES ? Long.BYTES :
            Math.max(Long.BYTES, length / PIECES + Long.BYTES - 1 & -Long.BYTES);
        for (int from = 0; from < length; from += most)
        {
            final byte[] bytes = new byte[Math.min(most, length - from)];
            file.memory().get(index + from, bytes);
            steps.add(new Traced(new Step.Store(file.id(), index + from, bytes), site));
        }
    }

    private boolean isOwnerPid(final DiskFile file, final int index)
    {
        return index == ControlLayout.OWNER_PID && disk.nameOf(file).endsWith(CONTROL_NAME) &&
            file.memory().getLong(index) != 0;
    }

    /** The method of the seam that was called. */
    private static String operation()
    {
        return StackWalker.getInstance().walk(frames -> frames
            .filter(frame -> frame.getClassName().equals(DiskFiles.class.getName()))
            .findFirst().orElseThrow().getMethodName());
    }
}
