package org.shmjournal;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.shmjournal.io.FileOperations;

/** A channel for tests in other packages: on the boot that they say, with nothing happening beside them. */
public final class BootedChannel
{
    private BootedChannel()
    {
    }

    /** Whose writer lets the conductor work when it waits. */
    public static ShmChannel<ByteBuffer> at(
        final Path path, final FileOperations files, final Conductor conductor, final long boot)
    {
        return ShmChannel.at(path)
            .fileOperations(files)
            .conductor(conductor)
            .idleStrategy(() -> new ConductingIdle(conductor))
            .bootId(() -> boot)
            .instanceId(() -> 0x5EED_0F_0DDL);
    }
}
