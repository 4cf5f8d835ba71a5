package org.shmjournal.cli.output;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** On which file systems a full disk can hit what was prepared. */
class CopyOnWriteTest
{
    @ParameterizedTest
    @ValueSource(strings = {"btrfs", "zfs", "ZFS", "bcachefs"})
    void shouldWarnOfFileSystemsThatTakeNewSpaceForEachWrite(final String fileSystem)
    {
        assertTrue(CopyOnWrite.note(fileSystem).contains("copy-on-write"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"ext4", "xfs", "tmpfs", "unknown", ""})
    void shouldSayNothingOfOthers(final String fileSystem)
    {
        assertEquals("", CopyOnWrite.note(fileSystem));
    }
}
