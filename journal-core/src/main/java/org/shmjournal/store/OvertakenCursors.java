package org.shmjournal.store;

import java.io.IOException;
import org.shmjournal.error.JournalException;
import org.shmjournal.layout.ChannelHeader;

/**
 * Cursors that a power loss has left in front of what is retained: the page of one is an older one than the control
 * file's, or all of a ring is gone. None of their readers lives. Each is marked, so that it counts from retained-from
 * on: it keeps no slot that is over, and misses nothing that comes. Its position stays, by which its next reader is
 * told what is gone. The new owner's, before it stores the boot id.
 */
final class OvertakenCursors
{
    private OvertakenCursors()
    {
    }

    static void mark(final ChannelDirectory channel, final ChannelHeader header, final long retainedFrom)
        throws IOException
    {
        final CursorDirectory directory = new CursorDirectory(channel);
        for (final String name : directory.names())
        {
            try (CursorFile cursor = CursorFile.open(directory, header, name, true, true))
            {
                if (cursor.isGatingBefore(retainedFrom))
                {
                    cursor.putOvertaken();
                }
            }
            catch (final JournalException ex)
            {
                // One that cannot be read is refused, and told of, by the owner who looks at all of them.
            }
        }
    }
}
