package org.shmjournal.store;

/** Runs what may block: on a thread of its own, or at once. */
@FunctionalInterface
public interface Driver
{
    /** Does it on the calling thread. */
    Driver INLINE = work -> {
        work.run();
        return true;
    };

    /** Has work done, once. False when it has too much to do already: then nothing happens. Never waits. */
    boolean push(Runnable work);
}
