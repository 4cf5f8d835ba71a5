package org.shmjournal;

import org.shmjournal.store.Takeover;

/** How to recover a channel: {@link ShmChannel#recover(RecoverySpec)}. Immutable; each option gives a new one. */
public final class RecoverySpec
{
    private static final RecoverySpec DEFAULTS = new RecoverySpec(Takeover.Wish.GO_ON, false);

    private final Takeover.Wish wish;
    private final boolean dryRun;

    private RecoverySpec(final Takeover.Wish wish, final boolean dryRun)
    {
        this.wish = wish;
        this.dryRun = dryRun;
    }

    /** As opening to write does it. */
    public static RecoverySpec defaults()
    {
        return DEFAULTS;
    }

    /** Finds out what would be done, without a lock and without a change. */
    public RecoverySpec dryRun()
    {
        return new RecoverySpec(wish, true);
    }

    /**
     * Ends the stream at a position, whatever stands behind it, which goes to quarantine: for a channel that is damaged
     * there.
     *
     * @param position of a record, or of what is damaged: {@link VerifyReport} says where.
     */
    public RecoverySpec cutAt(final long position)
    {
        if (position < 0)
        {
            throw new IllegalArgumentException("position=" + position + " is negative");
        }
        return new RecoverySpec(new Takeover.Wish(position, wish.discard(), false), dryRun);
    }

    /** Keeps nothing of what stands behind the end: for a disk that has no room for it. */
    public RecoverySpec discardQuarantine()
    {
        return new RecoverySpec(new Takeover.Wish(wish.cutAt(), true, false), dryRun);
    }

    boolean isDryRun()
    {
        return dryRun;
    }

    Takeover.Wish wish()
    {
        return wish;
    }
}
