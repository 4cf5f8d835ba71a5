package org.shmjournal;

import java.nio.file.Path;
import org.agrona.ErrorHandler;
import org.shmjournal.error.JournalException;
import org.shmjournal.error.StorageException;
import org.shmjournal.store.OwnedChannel;
import org.shmjournal.store.SegmentFile;

/** Tells the user's listener; what it throws goes to the error handler and harms nobody. */
final class ListenerEvents implements OwnedChannel.Events
{
    /** On which threads a listener is just told something, whosever it is; how often within each other. */
    private static final ThreadLocal<Integer> TELLING = ThreadLocal.withInitial(() -> 0);

    private final ChannelListener listener;
    private final ErrorHandler errorHandler;
    private final Runnable callWriter;
    private final Runnable drainWriter;

    /**
     * Events of a writer.
     *
     * @param callWriter  makes it look why it may write no more.
     * @param drainWriter makes it drain, as soon as it can.
     */
    ListenerEvents(
        final ChannelListener listener,
        final ErrorHandler errorHandler,
        final Runnable callWriter,
        final Runnable drainWriter)
    {
        this.drainWriter = drainWriter;
        this.listener = listener;
        this.errorHandler = errorHandler;
        this.callWriter = callWriter;
    }

    /**
     * Whether the calling thread is inside a listener: then it may have what others need who are ending the channel,
     * and waits for none of them.
     */
    static boolean isTelling()
    {
        return TELLING.get() > 0;
    }

    /** What a call throws in a listener where it would have to wait for another thread. */
    static IllegalStateException doesNotWait(final Path channel, final String forWhom)
    {
        return new IllegalStateException("another thread " + forWhom + ": " + channel +
            "; a listener does not wait for that");
    }

    void onRecovered(final RecoveryReport report)
    {
        tell(() -> listener.onRecovered(report));
    }

    @Override
    public void onSealed(final SegmentFile segment)
    {
        tell(() -> listener.onSegmentSealed(segment.file(), segment.number()));
    }

    @Override
    public void onStopped(final JournalException reason)
    {
        callWriter.run();
        tell(() -> listener.onStopped(reason));
    }

    @Override
    public void onPreparationFailed(final StorageException reason)
    {
        tell(() -> listener.onPreparationFailed(reason));
    }

    @Override
    public void onDeletionFailed(final StorageException reason)
    {
        tell(() -> listener.onDeletionFailed(reason));
    }

    @Override
    public void onCursorRevoked(final String name, final long position)
    {
        tell(() -> listener.onCursorRevoked(name, position));
    }

    @Override
    public void onCursorClamped(final String name, final long from, final long to)
    {
        tell(() -> listener.onCursorClamped(name, from, to));
    }

    @Override
    public void onCursorRefused(final JournalException reason)
    {
        tell(() -> listener.onCursorRefused(reason));
    }

    @Override
    public void onDrainRequested()
    {
        drainWriter.run();
        tell(listener::onDrainRequested);
    }

    private void tell(final Runnable event)
    {
        final int outer = TELLING.get();
        TELLING.set(outer + 1);
        try
        {
            event.run();
        }
        catch (final RuntimeException | Error ex)
        {
            errorHandler.onError(ex);
        }
        finally
        {
            TELLING.set(outer);
        }
    }
}
