package org.shmjournal.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.shmjournal.io.FileOperations.Kind;
import org.shmjournal.io.FileOperations.Status;
import org.shmjournal.io.Mapping;
import org.shmjournal.layout.CursorLayout;
import org.shmjournal.layout.Memory;

/**
 * The word that tells the owner that the cursors are to be looked at anew, so that it need not list their directory
 * before each slot that it recycles. Made by the owner. Whoever finds it missing need not tell: who makes it lists the
 * directory afterwards.
 */
final class CursorChanges implements AutoCloseable
{
    private final Mapping mapping;

    private CursorChanges(final Mapping mapping)
    {
        this.mapping = mapping;
        mapping.memory().order(ByteOrder.LITTLE_ENDIAN);
    }

    /** Null where it is not there, or something else stands for it. */
    static CursorChanges openIfThere(final CursorDirectory directory, final boolean briefly) throws IOException
    {
        final Status status = directory.files().status(directory.changesFile());
        return status == null || status.kind() != Kind.FILE || status.size() != CursorLayout.LENGTH ? null :
            new CursorChanges(directory.files().map(directory.changesFile(), true, CursorLayout.LENGTH,
                directory.unmapping().isAtOnce(briefly)));
    }

    /** The owner's. */
    static CursorChanges openOrCreate(final CursorDirectory directory) throws IOException
    {
        CursorChanges changes = openIfThere(directory, false);
        if (changes == null)
        {
            directory.files().allocate(ChannelDirectory.temporary(directory.changesFile()), CursorLayout.LENGTH,
                ByteBuffer.allocate(0), true, directory.filePermissions());
            directory.files().rename(ChannelDirectory.temporary(directory.changesFile()), directory.changesFile());
            changes = openIfThere(directory, false);
        }
        return changes;
    }

    long count()
    {
        return Memory.longAcquire(mapping.memory(), CursorLayout.CHANGES);
    }

    /** With a full fence: what was stored before is visible to an owner that does not see this. */
    void add()
    {
        Memory.add(mapping.memory(), CursorLayout.CHANGES, 1);
    }

    @Override
    public void close()
    {
        mapping.close();
    }
}
