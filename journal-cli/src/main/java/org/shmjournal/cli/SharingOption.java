package org.shmjournal.cli;

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
}
