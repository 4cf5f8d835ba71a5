package org.shmjournal;

import java.nio.file.Path;

/**
 * What {@link ShmChannel#drain} or {@link ShmChannel#terminate} did, or would do.
 *
 * @param path        of the channel.
 * @param stateBefore ACTIVE, DRAINED or TERMINATED, as it was found.
 * @param state       to which it came, or would come.
 * @param ownerPid    of the process that owned it and was told, or would be; 0 when there was none to be seen.
 * @param endPosition where the stream has ended for ever, or would by what is there now; -1 when it was terminated.
 */
public record EndReport(Path path, String stateBefore, String state, long ownerPid, long endPosition)
{
    static EndReport of(
        final Path path, final long before, final long after, final long ownerPid, final long endPosition)
    {
        return new EndReport(path, ChannelInfo.STATES[(int)before], ChannelInfo.STATES[(int)after], ownerPid,
            endPosition);
    }

    /** Whether there was something to do. */
    public boolean isChange()
    {
        return !stateBefore.equals(state);
    }
}
