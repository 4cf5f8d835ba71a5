package org.shmjournal.testing;

import java.nio.MappedByteBuffer;
import java.nio.file.Path;

/** Leaves out the forces, for tests that open a channel thousands of times and never lose power. */
public final class QuickFiles extends DelegatingFiles
{
    @Override
    public void force(final MappedByteBuffer memory, final int index, final int length)
    {
        // The page cache is all that the test looks at.
    }

    @Override
    public void forceDirectory(final Path directory)
    {
        // As above.
    }
}
