package org.shmjournal.proof.script;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import org.shmjournal.layout.CursorLayout;
import org.shmjournal.proof.disk.Disk;
import org.shmjournal.proof.disk.DiskFile;

/** The words of the scenarios' named cursor, as they are on a disk. */
public record CursorWords(long gating, boolean revoked, long maxLag, long position, long sequence)
{
    private static final Path DIRECTORY = Scenario.PATH.resolve("cursors");

    /** Null when there is none, or it has not been anywhere. */
    public static CursorWords of(final Disk disk)
    {
        final DiskFile file = disk.file(DIRECTORY.resolve(Scenario.CURSOR + ".cursor").toString());
        if (file == null)
        {
            return null;
        }
        final ByteBuffer memory = file.memory();
        final CursorWords words = new CursorWords(memory.getLong(CursorLayout.GATING),
            memory.getLong(CursorLayout.REVOKED) == CursorLayout.NOT_HEEDED, memory.getLong(CursorLayout.MAX_LAG),
            memory.getLong(CursorLayout.POSITION), memory.getLong(CursorLayout.SEQUENCE));
        return words.position < 0 ? null : words;
    }

    /** The files of cursors that go with their readers. */
    public static List<String> unnamed(final Disk disk)
    {
        return disk.list(DIRECTORY.toString()).stream()
            .filter(name -> name.startsWith("unnamed-"))
            .toList();
    }
}
