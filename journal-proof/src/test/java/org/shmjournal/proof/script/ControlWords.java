package org.shmjournal.proof.script;

import org.shmjournal.layout.ControlLayout;
import org.shmjournal.proof.disk.Disk;
import org.shmjournal.proof.disk.DiskFile;

/** The words of the scenarios' control file, as they are on a disk. */
public final class ControlWords
{
    private static final String CONTROL = Scenario.PATH.resolve("channel.ctl").toString();

    private ControlWords()
    {
    }

    /** Whether whoever opens the channel on this boot has to think that the machine went down. */
    public static boolean areOfOtherBoot(final Disk disk, final long boot)
    {
        return disk.file(CONTROL) != null && at(disk, ControlLayout.BOOT_ID) != boot;
    }

    /** What is said to be durable. */
    public static long durablePosition(final Disk disk)
    {
        return at(disk, ControlLayout.DURABLE_POSITION);
    }

    /** Before which what was there may have been deleted. */
    public static long retainedFrom(final Disk disk)
    {
        return at(disk, ControlLayout.RETAINED_FROM);
    }

    /** Whether all that was durable is deleted, so that only the next segment's header says how many records it was. */
    public static boolean isDurableDeleted(final Disk disk)
    {
        return retainedFrom(disk) > 0 && retainedFrom(disk) == durablePosition(disk);
    }

    /**
     * Whether nothing is known any more of a ring that only a flush forces: the durable position was recycled, and then
     * came another boot.
     */
    public static boolean isRingLost(final Scenario scenario, final Disk disk, final long boot)
    {
        return scenario.mayBeginAnew() && areOfOtherBoot(disk, boot) && at(disk, ControlLayout.RECYCLED) != 0 &&
            retainedFrom(disk) > durablePosition(disk);
    }

    /** Whether slots of a ring were recycled since its last owner left. */
    public static boolean isRecycled(final Disk disk)
    {
        return at(disk, ControlLayout.RECYCLED) != 0;
    }

    private static long at(final Disk disk, final int word)
    {
        final DiskFile control = disk.file(CONTROL);
        return control == null ? 0 : control.memory().getLong(word);
    }
}
