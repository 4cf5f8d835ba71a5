package org.shmjournal.store;

import java.nio.file.Path;
import org.shmjournal.error.RecycledException;

/**
 * How often somebody looks anew at what was recycled or deleted before the look was over: often enough for whoever was
 * only unlucky, and not for ever.
 */
public final class Looks
{
    private static final int MOST = 1000;

    private Looks()
    {
    }

    /**
     * In front of another look.
     *
     * @param looks that were in vain.
     * @throws RecycledException when that is enough.
     */
    public static void requireMore(final Path channel, final int looks)
    {
        if (looks >= MOST)
        {
            throw new RecycledException(channel, looks);
        }
    }
}
