package org.shmjournal.cli;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.shmjournal.ShmChannel;
import org.shmjournal.io.FileOperations;
import org.shmjournal.io.Mapping;
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
     * for the collector, which has little to do here, holds the space of a segment that was deleted. Where to end it
     * costs each access to it, only those end that are deleted, as by default.
     */
    ShmChannel<ByteBuffer> channel(final Path path)
    {
        final ShmChannel<ByteBuffer> channel = ShmChannel.at(path).fileOperations(files());
        return Mapping.endsSafely() ? channel : channel.eagerUnmapping(true);
    }
}
