package org.shmjournal.cli.measure;

import java.lang.management.ManagementFactory;

/** What the calling thread has allocated on the heap. */
final class Allocation
{
    private Allocation()
    {
    }

    /** Bytes since it began; 0 where the JVM does not count them. */
    static long bytes()
    {
        return ManagementFactory.getThreadMXBean() instanceof com.sun.management.ThreadMXBean counting ?
            Math.max(0, counting.getCurrentThreadAllocatedBytes()) : 0;
    }
}
