package org.shmjournal.io;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A piece of file work for a {@link Proactor}, which runs it on a thread of its own. Those that work on a file are made
 * by its {@link AttachedFile}, the others here.
 * <p>
 * Making one does nothing, and arguments that cannot be are refused then, not when it runs. From its push until its
 * completion is there, what it works on is the driver's: nobody else touches its buffers. It may be pushed again after
 * that, and after it was refused.
 */
public abstract class Operation
{
    /** What a user's own operation does. */
    @FunctionalInterface
    public interface Work
    {
        /**
         * Runs once, on a thread of the driver, which must not be interrupted: that would close the next operation's
         * file.
         *
         * @return the operation's result.
         * @throws Exception what the operation fails with; any other throwable, too.
         */
        long run() throws Exception;
    }

    /** One of those of this package. */
    Operation()
    {
    }

    /** The user's own; its result is what the work returns. */
    public static Operation call(final Work work)
    {
        return new Described("call", work);
    }

    /** Gives a file another name, as a hard link. Fails when there is one of that name. Its result is 0. */
    public static Operation link(final Path existing, final Path link)
    {
        return new Described("link(" + existing + ", " + link + ")", () -> {
            Files.createLink(link, existing);
            return 0;
        });
    }

    /** Deletes a file, or an empty directory; fails when there is none. Its result is 0. */
    public static Operation delete(final Path file)
    {
        return new Described("delete(" + file + ")", () -> {
            Files.delete(file);
            return 0;
        });
    }

    /** On a thread of the driver. */
    abstract long run() throws Exception;

    /** Throws when it works on a file that is attached to another driver. */
    void requireAttachedTo(final Proactor driver)
    {
    }

    static void requireNotNegative(final String name, final long value)
    {
        if (value < 0)
        {
            throw new IllegalArgumentException(name + "=" + value + " is negative");
        }
    }

    /** What needs no more than a name for messages. */
    private static final class Described extends Operation
    {
        private final String description;
        private final Work work;

        Described(final String description, final Work work)
        {
            if (work == null)
            {
                throw new IllegalArgumentException("work=null");
            }
            this.description = description;
            this.work = work;
        }

        @Override
        long run() throws Exception
        {
            return work.run();
        }

        /** For messages. */
        @Override
        public String toString()
        {
            return description;
        }
    }

    /** Work on files that are attached to one driver. */
    abstract static class OnFile extends Operation
    {
        private final AttachedFile file;

        OnFile(final AttachedFile file)
        {
            this.file = file;
        }

        final AttachedFile file()
        {
            return file;
        }

        @Override
        abstract long run() throws IOException;

        @Override
        final void requireAttachedTo(final Proactor driver)
        {
            if (!file.isAttachedTo(driver))
            {
                throw new IllegalArgumentException("operation=" + this + " is of a file that is attached to another " +
                    "driver");
            }
        }
    }
}
