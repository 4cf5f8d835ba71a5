package org.shmjournal.kill;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import org.agrona.concurrent.BackoffIdleStrategy;
import org.agrona.concurrent.IdleStrategy;
import org.shmjournal.ReaderState;
import org.shmjournal.ShmChannel;
import org.shmjournal.ShmReader;

/**
 * Tails a channel through the death of its writers, checks every record, and ends when it has seen as many as its
 * parent says there are: then it tells how many it saw, and their digest.
 */
final class ReaderMain
{
    private static final int LIMIT = 64;

    private static volatile long total = Long.MAX_VALUE;

    private ReaderMain()
    {
    }

    /** Arguments: channel, which need not be there yet. */
    public static void main(final String[] args)
    {
        Child.listenToParent(message -> total = message);
        final Audit audit = new Audit();
        final IdleStrategy idle = new BackoffIdleStrategy();
        try (
            ShmReader<ByteBuffer> reader = ShmChannel.at(Path.of(args[0])).deadline(Duration.ofMinutes(1)).openReader())
        {
            while (audit.count() < total)
            {
                idle.idle(reader.poll(audit, LIMIT));
            }
            reader.poll(audit, LIMIT);
            if (reader.state() != ReaderState.CLOSED)
            {
                throw new IllegalStateException("the channel is " + reader.state() + ", expected CLOSED");
            }
        }
        final Messages messages = new Messages();
        messages.send(audit.count());
        messages.send(audit.digest());
    }
}
