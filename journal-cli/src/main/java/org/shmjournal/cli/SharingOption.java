package org.shmjournal.cli;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.shmjournal.ShmChannel;
import org.shmjournal.io.FileOperations;
import picocli.CommandLine.Option;

/**
 * Whether those are trusted who, besides another user that owns a channel's files, may write them.
 */
final class SharingOption
{
    @Option(
        names = "--trust-others",
        description = "Map also what another user owns and its group or everybody may write: all of them can crash " +
            "this.")
    private boolean othersTrusted;

    FileOperations files()
    {
        return othersTrusted ? FileOperations.trusting() : FileOperations.system();
    }

    /**
     * A channel to be mapped. No command keeps a buffer, so a map may end when its segment is done with: one that waits
     * for the collector, which has little to do here, holds the space of a segment that was deleted.
     */
    ShmChannel<ByteBuffer> channel(final Path path)
    {
        return ShmChannel.at(path).fileOperations(files()).eagerUnmapping(true);
    }
}
