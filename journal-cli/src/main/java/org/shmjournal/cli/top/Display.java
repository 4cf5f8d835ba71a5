package org.shmjournal.cli.top;

import java.time.Instant;
import java.util.List;

/** Where samples go. One thread. */
public interface Display extends AutoCloseable
{
    /** Shows one sample of each channel, all taken at about that time. */
    void show(Instant time, List<Sample> samples);

    /** Leaves things as they were. */
    @Override
    void close();
}
