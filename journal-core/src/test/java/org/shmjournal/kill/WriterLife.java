package org.shmjournal.kill;

import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Path;
import org.shmjournal.Durability;

/** The life of one writer process, as its parent sees it: from its messages. */
final class WriterLife implements AutoCloseable
{
    private static final long NOTHING = Long.MIN_VALUE;

    private final Plan plan;
    private final Child jvm;
    private long found = NOTHING;
    private long acknowledged = NOTHING;
    private int acknowledgements;
    private Stop stoppedAt;

    private WriterLife(final Plan plan, final Child jvm)
    {
        this.plan = plan;
        this.jvm = jvm;
    }

    static WriterLife start(
        final Path channel,
        final boolean full,
        final Durability durability,
        final Path marks,
        final Path errors,
        final Plan plan)
        throws IOException
    {
        return new WriterLife(plan,
            Child.start(WriterMain.class, errors, channel, full, durability, marks, plan));
    }

    /** Waits until it has stopped; false when it comes to its end instead. */
    boolean awaitStop() throws IOException
    {
        boolean more = true;
        while (more && stoppedAt == null)
        {
            more = receive();
        }
        return stoppedAt != null;
    }

    /** Waits until it has stopped, then kills it there. */
    void killWhereItStops() throws IOException, InterruptedException
    {
        if (!awaitStop())
        {
            throw endedByItself();
        }
        kill();
    }

    /** Waits until it has acknowledged so many times, then kills it, wherever it is. */
    void killAfter(final int count) throws IOException, InterruptedException
    {
        while (acknowledgements < count)
        {
            if (!receive())
            {
                throw endedByItself();
            }
        }
        kill();
    }

    private AssertionError endedByItself() throws IOException
    {
        return jvm.failure("ended by itself, plan " + plan);
    }

    private void kill() throws IOException, InterruptedException
    {
        jvm.kill();
        receiveAll();
        jvm.awaitExit(Child.KILLED);
    }

    /** Waits until it has ended by itself. */
    void awaitEnd() throws IOException, InterruptedException
    {
        receiveAll();
        jvm.awaitExit(0);
    }

    private void receiveAll() throws IOException
    {
        boolean more = true;
        while (more)
        {
            more = receive();
        }
    }

    /** False at the end of what it told. */
    private boolean receive() throws IOException
    {
        final long message;
        try
        {
            message = jvm.in().readLong();
        }
        catch (final EOFException ex)
        {
            return false;
        }
        final Stop stop = Messages.stop(message);
        if (stop != null)
        {
            stoppedAt = stop;
        }
        else if (found == NOTHING)
        {
            found = message;
        }
        else
        {
            acknowledged = message;
            acknowledgements++;
        }
        return true;
    }

    long pid()
    {
        return jvm.pid();
    }

    /** Whether it told what it found, as it does once it is the owner. */
    boolean hasOpened()
    {
        return found != NOTHING;
    }

    /** The last sequence that it found in the channel. */
    long found()
    {
        return found;
    }

    /** The last sequence that it acknowledged, or a negative number. */
    long acknowledged()
    {
        return acknowledged;
    }

    @Override
    public void close() throws IOException
    {
        jvm.close();
    }
}
