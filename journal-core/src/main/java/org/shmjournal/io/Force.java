package org.shmjournal.io;

import java.io.IOException;

/** A file's bytes to the disk. */
final class Force extends Operation.OnFile
{
    private final boolean metadata;

    Force(final AttachedFile file, final boolean metadata)
    {
        super(file);
        this.metadata = metadata;
    }

    @Override
    long run() throws IOException
    {
        file().channel().force(metadata);
        return 0;
    }

    /** For messages. */
    @Override
    public String toString()
    {
        return "Force(metadata=" + metadata + ")";
    }
}
