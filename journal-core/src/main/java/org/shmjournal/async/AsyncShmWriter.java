package org.shmjournal.async;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.shmjournal.Backpressure;
import org.shmjournal.ChannelSpec;
import org.shmjournal.Conductor;
import org.shmjournal.ShmChannel;
import org.shmjournal.ShmWriter;
import org.shmjournal.error.ChannelClosedException;
import org.shmjournal.error.QueueFullException;

/**
 * The single owner's way of appending records without ever waiting: each call returns at once, with a future. A write
 * is done at once when there is room; when there is none it is pending, in a queue, in order, until the conductor has
 * made room and published it.
 * <p>
 * For any number of threads, virtual ones too; it has none of its own. Which thread completes a future:
 * <ul>
 * <li>the caller's, what can be said at once: the future that is returned is complete;
 * <li>the conductor's, all else: the user's stages run there, so they must not block;
 * <li>whoever cancels a pending write, or completes it otherwise, that one.
 * </ul>
 * What works on files, a force or the end of the channel, runs on a thread of the conductor's driver, and on no other.
 * <p>
 * At most as many writes are pending as the queue has places; a further one is refused by a future that has failed with
 * {@link QueueFullException}, and nothing of it was taken. Who writes on only after {@link #ready} never sees that.
 * <p>
 * Each future completes, whatever happens. When the channel is drained or terminated, its owner fenced, or a force
 * fails, with {@link ChannelClosedException}; when the writer was closed before, or the conductor was, with
 * {@link IllegalStateException}; else as the same call of {@link ShmWriter} would end. With {@link Backpressure#DROP},
 * too, writes wait.
 *
 * @param <T> what the channel's format encodes.
 */
public final class AsyncShmWriter<T>
{
    /** How many writes may be pending unless the user says otherwise. */
    public static final int DEFAULT_QUEUE_CAPACITY = 1024;

    private final WriterState<T> state;

    private AsyncShmWriter(final WriterState<T> state)
    {
        this.state = state;
    }

    /**
     * Becomes the owner of the channel, like {@link ShmChannel#openWriter}, with the default queue.
     *
     * @param conductor that does the cold work of the channel, whatever its options say, and completes the futures; to
     *                  be closed after this writer was.
     */
    public static <T> AsyncShmWriter<T> open(final ShmChannel<T> channel, final Conductor conductor)
    {
        return open(channel, conductor, DEFAULT_QUEUE_CAPACITY);
    }

    /**
     * Becomes the owner of the channel, like {@link ShmChannel#openWriter}. This works on files: who must not block has
     * {@link Conductor#submit} do it.
     *
     * @param conductor     that does the cold work of the channel, whatever its options say, and completes the futures;
     *                      to be closed after this writer was.
     * @param queueCapacity how many writes may be pending.
     * @throws IllegalStateException when the conductor is closed.
     */
    public static <T> AsyncShmWriter<T> open(
        final ShmChannel<T> channel, final Conductor conductor, final int queueCapacity)
    {
        if (queueCapacity < 1)
        {
            throw new IllegalArgumentException("queueCapacity=" + queueCapacity + " is less than 1");
        }
        final ShmWriter<T> writer = channel.conductor(conductor).backpressure(Backpressure.PARK).openWriter();
        final WriterState<T> state = new WriterState<>(channel.path(), writer, conductor, queueCapacity);
        boolean attached = false;
        try
        {
            conductor.attach(state);
            attached = true;
        }
        finally
        {
            if (!attached)
            {
                writer.close();
            }
        }
        return new AsyncShmWriter<>(state);
    }

    /**
     * Appends a record, like {@link ShmWriter#write}, but never waits.
     *
     * @param value not to be changed until the future is complete: a pending one is encoded later, on the conductor's
     *              thread.
     * @return where the record is; cancelling this future, or completing it in any other way, before the record was
     *         published, means that there will be none, and returns true; after that it changes nothing, and returns
     *         false. A future that was made from this one cancels nothing.
     */
    public CompletableFuture<Written> write(final T value)
    {
        return state.write(value);
    }

    /**
     * Appends one record of the bytes of all sources, in their order, each from its position to its limit, whatever the
     * format: all of it or nothing. Without any byte it is an empty record, which takes its header's space.
     *
     * @param sources not to be touched until the future is complete. Their positions move to their limits when the
     *                record was published, and stay where they are when none was.
     * @return as from {@link #write}.
     */
    public CompletableFuture<Written> writeBytes(final ByteBuffer... sources)
    {
        return state.writeBytes(sources.clone());
    }

    /**
     * Completes when a write has a place in the queue: at once if there is one now. For whoever comes first: another
     * thread may have taken it meanwhile. When the writer writes no more it is complete, too; the next write tells why.
     */
    public CompletableFuture<Void> ready()
    {
        return state.ready();
    }

    /**
     * Completes when everything submitted before has been forced to the disk, with the durable position then. What was
     * cancelled or has failed is not waited for. Flushes that wait at the same time share a force; they take no place
     * in the queue. Cancelling one takes back the question, not the force.
     */
    public CompletableFuture<Long> flush()
    {
        return state.flush();
    }

    /**
     * Ends the stream for ever, like {@link ShmWriter#drain}, when everything submitted before is done; what is
     * submitted later fails. The same stage each time. When somebody else asks for the end of the stream, it comes at
     * once, and what is pending fails.
     */
    public CompletionStage<Void> drain()
    {
        return state.drain();
    }

    /**
     * Aborts everyone, at once, like {@link ShmWriter#terminate}: what is pending fails, and nothing can be written any
     * more; close this writer.
     */
    public CompletionStage<Void> terminate()
    {
        return state.terminate();
    }

    /**
     * Leaves the channel, like {@link ShmWriter#close}, when everything submitted before is done: everything is forced,
     * another owner may go on. Any call but this one and {@link #ready} fails from now on. Who does not want to wait
     * for a reader that holds a ring back cancels what is pending, or calls {@link #terminate}.
     *
     * @return the same stage each time; it fails when {@link ShmWriter#close} does, and then the channel is left
     *         nevertheless.
     */
    public CompletionStage<Void> close()
    {
        return state.close();
    }

    /** What the channel was created with. */
    public ChannelSpec header()
    {
        return state.header();
    }

    /** Where the channel is. */
    public Path path()
    {
        return state.path();
    }

    WriterState<T> state()
    {
        return state;
    }
}
