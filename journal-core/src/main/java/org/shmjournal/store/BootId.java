package org.shmjournal.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;
import org.shmjournal.layout.RecordWord;

/** Identity of the running boot of this machine: what one boot left in its page cache, another does not find. */
public final class BootId
{
    /** Of no known boot. */
    public static final long UNKNOWN = 0;

    private static final Path SOURCE = Path.of("/proc/sys/kernel/random/boot_id");

    private BootId()
    {
    }

    /** The kernel's boot id folded to 64 bits, never 0; {@link #UNKNOWN} where the kernel does not tell. */
    public static long current()
    {
        try
        {
            final UUID id = UUID.fromString(Files.readString(SOURCE).trim());
            return RecordWord.fmix64(id.getMostSignificantBits() ^ RecordWord.fmix64(id.getLeastSignificantBits())) | 1;
        }
        catch (final IOException | IllegalArgumentException ex)
        {
            return UNKNOWN;
        }
    }
}
