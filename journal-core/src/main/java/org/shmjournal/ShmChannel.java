package org.shmjournal;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.agrona.concurrent.BackoffIdleStrategy;
import org.agrona.concurrent.EpochNanoClock;
import org.agrona.concurrent.IdleStrategy;
import org.agrona.concurrent.NanoClock;
import org.agrona.concurrent.OffsetEpochNanoClock;
import org.agrona.concurrent.SystemNanoClock;
import org.shmjournal.error.ChannelExistsException;
import org.shmjournal.error.ChannelMismatchException;
import org.shmjournal.error.ChannelNotFoundException;
import org.shmjournal.error.OvertakenException;
import org.shmjournal.error.RecycledException;
import org.shmjournal.error.WaitTimeoutException;
import org.shmjournal.io.FileOperations;
import org.shmjournal.layout.ChannelHeader;
import org.shmjournal.layout.ControlLayout;
import org.shmjournal.store.Backup;
import org.shmjournal.store.BootId;
import org.shmjournal.store.ChannelDirectory;
import org.shmjournal.store.Cursor;
import org.shmjournal.store.CursorSnapshot;
import org.shmjournal.store.Ending;
import org.shmjournal.store.OwnedChannel;
import org.shmjournal.store.Prune;
import org.shmjournal.store.Publication;
import org.shmjournal.store.ReadChannel;
import org.shmjournal.store.SharedTail;
import org.shmjournal.store.StreamClock;
import org.shmjournal.store.Takeover;
import org.shmjournal.store.Unmapping;

/**
 * The way in: says where a channel is and how to open it, then opens it. Immutable; each option gives a new one, so
 * that one can be kept and shared by threads.
 *
 * <pre>{@code
 * try (ShmWriter<String> orders = ShmChannel.at(path).format(TextFormat.utf8()).openWriter())
 * {
 *     orders.write("buy 100 ACME");
 * }
 * }</pre>
 *
 * @param <T> what the format encodes and decodes.
 */
public final class ShmChannel<T>
{
    private static final long MAX_PARK = TimeUnit.MILLISECONDS.toNanos(1);
    /** So that a reader wakes within 2 ms, of which a system takes some: each wake costs 15 us and more of a core. */
    private static final long MAX_READER_PARK = TimeUnit.MICROSECONDS.toNanos(1_700);
    private static final long MIN_PARK = TimeUnit.MICROSECONDS.toNanos(1);

    private final Path path;
    private final DataFormat<T> format;
    private final Options options;

    /** All that can be said beside path and format; copied for each change. */
    private static final class Options implements Cloneable
    {
        private boolean formatIsSet;
        private ChannelSpec spec = ChannelSpec.defaults();
        private Supplier<? extends IdleStrategy> idleStrategy = () -> backoff(MAX_PARK);
        private Supplier<? extends IdleStrategy> readerIdleStrategy = () -> backoff(MAX_READER_PARK);
        private Conductor conductor;
        private ChannelListener listener = new ChannelListener()
        {
        };
        private Duration deadline = Duration.ZERO;
        private Duration writeDeadline;
        private Backpressure backpressure = Backpressure.PARK;
        private Duration timeout;
        private Liveness liveness = Liveness.STREAM_AND_OWNER;
        private boolean fromEnd;
        private boolean durableOnly;
        private Consumer<? super OvertakenException> onLoss;
        private Executor readAhead;
        private Unmapping unmapping = Unmapping.AS_SUITS;
        private FileOperations files = FileOperations.system();
        private Set<PosixFilePermission> permissions = PosixFilePermissions.fromString("rw-------");
        private Set<PosixFilePermission> cursorPermissions;
        private String cursor;
        private Gating gating;
        private long maxLag = -1;
        private EpochNanoClock epochClock = new OffsetEpochNanoClock();
        private NanoClock nanoClock = SystemNanoClock.INSTANCE;
        private LongSupplier bootId = BootId::current;
        private LongSupplier instanceId = () -> new SecureRandom().nextLong();

        private static IdleStrategy backoff(final long maxPark)
        {
            return new BackoffIdleStrategy(10, 20, MIN_PARK, maxPark);
        }

        private Options copy()
        {
            try
            {
                return (Options)clone();
            }
            catch (final CloneNotSupportedException ex)
            {
                throw new AssertionError(ex);
            }
        }
    }

    /** One change of the options. */
    private interface Change
    {
        void apply(Options options);
    }

    private ShmChannel(final Path path, final DataFormat<T> format, final Options options)
    {
        this.path = path;
        this.format = format;
        this.options = options;
    }

    /** A channel at a path, whether it is there or not. Without a format its records are bytes, whatever they mean. */
    public static ShmChannel<ByteBuffer> at(final Path path)
    {
        return new ShmChannel<>(path, RawFormat.raw(), new Options());
    }

    /** With values that this format encodes and decodes. A channel of another format will be refused. */
    public <U> ShmChannel<U> format(final DataFormat<U> dataFormat)
    {
        final Options copy = options.copy();
        copy.formatIsSet = true;
        return new ShmChannel<>(path, dataFormat, copy);
    }

    /** What to create a channel with, and to insist on in one that is there. */
    public ShmChannel<T> spec(final ChannelSpec spec)
    {
        return with(copy -> copy.spec = spec);
    }

    /** How to wait; default a backoff that parks at most 1 ms, or 1.7 ms in a reader, for records. */
    public ShmChannel<T> idleStrategy(final Supplier<? extends IdleStrategy> strategy)
    {
        return with(copy -> {
            copy.idleStrategy = strategy;
            copy.readerIdleStrategy = strategy;
        });
    }

    /** Who does a writer's cold work; default one of its own. */
    public ShmChannel<T> conductor(final Conductor conductor)
    {
        return with(copy -> copy.conductor = conductor);
    }

    /** Whom to tell what happens beside a writer. */
    public ShmChannel<T> listener(final ChannelListener listener)
    {
        return with(copy -> copy.listener = listener);
    }

    /**
     * How long {@link #openReader} waits for the channel to appear, and {@link #drain} for its owner; default not at
     * all.
     */
    public ShmChannel<T> deadline(final Duration deadline)
    {
        return with(copy -> copy.deadline = deadline);
    }

    /** How long a write waits for the next segment; default as long as it takes. */
    public ShmChannel<T> writeDeadline(final Duration deadline)
    {
        return with(copy -> copy.writeDeadline = deadline);
    }

    /** What a write does while it needs the next segment and that is not ready; default {@link Backpressure#PARK}. */
    public ShmChannel<T> backpressure(final Backpressure backpressure)
    {
        return with(copy -> copy.backpressure = backpressure);
    }

    /** After how much silence a reader calls the channel timed out; default what the channel was created with. */
    public ShmChannel<T> timeout(final Duration timeout)
    {
        return with(copy -> copy.timeout = timeout);
    }

    /** What a reader with a timeout takes for a sign of life; default stream and owner. */
    public ShmChannel<T> liveness(final Liveness liveness)
    {
        return with(copy -> copy.liveness = liveness);
    }

    /** A reader begins behind the newest record instead of at the oldest. */
    public ShmChannel<T> fromEnd()
    {
        return with(copy -> copy.fromEnd = true);
    }

    /**
     * A reader keeps its position under a name, from which the next reader with that name goes on, after a crash, too.
     * One reader at a time has it. Needs permission to write in the channel's directory of cursors.
     *
     * @param name 1 to 64 letters, digits, dots, underscores and hyphens.
     */
    public ShmChannel<T> cursor(final String name)
    {
        Cursor.requireName(name);
        return with(copy -> copy.cursor = name);
    }

    /**
     * What a reader holds back; default what its cursor did, and nothing without one. Without {@link #cursor} it is
     * held back for as long as the reader's process lives, or until it closes.
     */
    public ShmChannel<T> gating(final Gating gating)
    {
        return with(copy -> copy.gating = gating);
    }

    /**
     * How many bytes a reader may lag behind and still hold anything back; counted in whole segments. Beyond that the
     * owner no longer heeds its cursor; the reader learns what it lost of that, if anything. In a ring such a reader
     * copies each record before it delivers it.
     *
     * @param bytes 0, the default, for any number.
     */
    public ShmChannel<T> maxLag(final long bytes)
    {
        if (bytes < 0)
        {
            throw new IllegalArgumentException("maxLag=" + bytes + " is negative");
        }
        return with(copy -> copy.maxLag = bytes);
    }

    /**
     * Permissions of the channel's directory of cursors: whoever may write in it may read with a cursor; default those
     * of the channel's directory. Said by whoever opens to write, before there is a cursor.
     */
    public ShmChannel<T> cursorPermissions(final Set<PosixFilePermission> permissions)
    {
        return with(copy -> copy.cursorPermissions = Set.copyOf(permissions));
    }

    /**
     * A reader delivers a record only when it is known to have been forced to the disk. Opening it is refused as damage
     * when the durable position is none that an owner can have stored.
     */
    public ShmChannel<T> durableOnly()
    {
        return with(copy -> copy.durableOnly = true);
    }

    /**
     * Whom a reader tells what it lost, when it was overtaken; then its polls go on instead of throwing. Called on the
     * reader's thread.
     */
    public ShmChannel<T> onLoss(final Consumer<? super OvertakenException> handler)
    {
        return with(copy -> copy.onLoss = handler);
    }

    /**
     * Has readers hand the pages of a segment to another thread when they enter it, so that mapping them does not take
     * the time of the reader's: for whoever reads much that is there already. What is handed over takes some
     * milliseconds for a segment of 64 MiB that is in memory; a reader that does not need it any more waits for the
     * pages that are being loaded, a few dozen at most. Where the executor takes nothing the reader goes on without.
     *
     * @param executor one with a thread of its own, which may serve several readers; null, as by default, for none.
     */
    public ShmChannel<T> readAhead(final Executor executor)
    {
        return with(copy -> copy.readAhead = executor);
    }

    /**
     * Ends each map when it is done with, or leaves all of them to the collector. A buffer that was kept from a handler
     * or a claim, and is used after its map has ended, crashes the process on JDK 17 to 21; from 22 on it throws
     * {@link IllegalStateException}, for which each access to the map takes longer.
     * <p>
     * Not set: all are left to the collector; but from JDK 22 on those of a channel that deletes segments are ended, so
     * that their space comes back; and before JDK 22 a writer's map of a full segment ends before that is forced, which
     * so takes a fraction of the time of others, where nobody can have a buffer of it: none was claimed, and the format
     * {@linkplain DataFormat#keepsBuffers keeps none}.
     */
    public ShmChannel<T> eagerUnmapping(final boolean eager)
    {
        return with(copy -> copy.unmapping = eager ? Unmapping.AT_ONCE : Unmapping.BY_COLLECTOR);
    }

    /** The seam for all file work; default that of this machine. */
    public ShmChannel<T> fileOperations(final FileOperations files)
    {
        return with(copy -> copy.files = files);
    }

    /**
     * Permissions of the files of a channel that is created; default rw-------. The directory may be entered by all who
     * may read.
     */
    public ShmChannel<T> permissions(final Set<PosixFilePermission> permissions)
    {
        return with(copy -> copy.permissions = Set.copyOf(permissions));
    }

    /**
     * The clock of timestamps; default the system's, looked at once an hour and counted on by the monotonic one. With
     * {@link Retention#keepFor} it is asked, too, on a thread of the conductor's driver.
     */
    public ShmChannel<T> epochClock(final EpochNanoClock clock)
    {
        return with(copy -> copy.epochClock = clock);
    }

    /** The clock of timeouts; default the system's monotonic one. */
    public ShmChannel<T> nanoClock(final NanoClock clock)
    {
        return with(copy -> copy.nanoClock = clock);
    }

    ShmChannel<T> bootId(final LongSupplier source)
    {
        return with(copy -> copy.bootId = source);
    }

    ShmChannel<T> instanceId(final LongSupplier source)
    {
        return with(copy -> copy.instanceId = source);
    }

    private ShmChannel<T> with(final Change change)
    {
        final Options copy = options.copy();
        change.apply(copy);
        return new ShmChannel<>(path, format, copy);
    }

    /** How long {@link #openReader} waits for the channel to appear. */
    public Duration deadline()
    {
        return options.deadline;
    }

    /** Where the channel is. */
    public Path path()
    {
        return path;
    }

    /** Whether a channel is there. */
    public boolean exists()
    {
        return directory().hasChannel();
    }

    /**
     * Creates the channel and leaves it, to be opened by whoever comes.
     *
     * @return what it was created with.
     * @throws ChannelExistsException when it is there.
     */
    public ChannelSpec create()
    {
        final ChannelHeader header = newHeader();
        if (!OwnedChannel.create(opening(), header))
        {
            throw new ChannelExistsException(path, "there is a channel already: open it, or choose another path");
        }
        return ChannelSpec.of(header);
    }

    /**
     * Becomes the owner of the channel, creating it if it is not there, and goes on where the last owner ended, be it
     * that it closed or that it died.
     *
     * @throws org.shmjournal.error.ChannelLockedException  when there is an owner.
     * @throws ChannelMismatchException                     when an option that was set differs from the channel's.
     * @throws org.shmjournal.error.CorruptChannelException when the files hold what no owner wrote.
     */
    public ShmWriter<T> openWriter()
    {
        return openWriter(this::newHeader);
    }

    private ShmWriter<T> openWriter(final Supplier<ChannelHeader> creation)
    {
        final IdleStrategy idle = options.idleStrategy.get();
        return own(creation, (owned, launched) -> writer(owned, idle, launched));
    }

    /**
     * Becomes the owner of the channel like {@link #openWriter}, for any number of threads.
     *
     * @see ConcurrentShmWriter
     */
    public ConcurrentShmWriter<T> openConcurrentWriter()
    {
        return own(this::newHeader, this::concurrentWriter);
    }

    /** How a writer is made of a channel that is owned, with the conductor that was launched for it, or null. */
    private interface WriterFactory<W>
    {
        W make(OwnedChannel owned, Conductor launched);
    }

    private <W> W own(final Supplier<ChannelHeader> creation, final WriterFactory<W> factory)
    {
        final OwnedChannel owned = OwnedChannel.open(opening(), creation, this::requireMatch);
        Conductor launched = null;
        boolean opened = false;
        try
        {
            launched = options.conductor == null ? Conductor.launch() : null;
            if (options.unmapping != Unmapping.BY_COLLECTOR && !format.keepsBuffers())
            {
                owned.keepNothing();
            }
            final W writer = factory.make(owned, launched);
            opened = true;
            return writer;
        }
        finally
        {
            if (!opened)
            {
                giveBack(owned, launched);
            }
        }
    }

    private ShmWriter<T> writer(final OwnedChannel owned, final IdleStrategy idle, final Conductor launched)
    {
        final Conductor conductor = launched == null ? options.conductor : launched;
        final Wait wait = new Wait(path, idle, options.writeDeadline, conductor::wake);
        final Publication tail = new Publication(owned, new StreamClock(options.epochClock));
        final boolean drops = options.backpressure == Backpressure.DROP;
        final ShmWriter<T> writer =
            new ShmWriter<>(owned, tail, format.fresh(), wait, drops, leave(owned, conductor, launched));
        conduct(owned, conductor, tail::stop, tail::stop);
        return writer;
    }

    private ConcurrentShmWriter<T> concurrentWriter(final OwnedChannel owned, final Conductor launched)
    {
        final Conductor conductor = launched == null ? options.conductor : launched;
        final SharedTail tail = new SharedTail(owned, new StreamClock(options.epochClock));
        final ConcurrentShmWriter<T> writer = new ConcurrentShmWriter<>(owned, tail, format, options.epochClock,
            () -> new Wait(path, options.idleStrategy.get(), options.writeDeadline, conductor::wake),
            options.backpressure == Backpressure.DROP, leave(owned, conductor, launched));
        conduct(owned, conductor, tail::stop, () -> writer.drainSoon(conductor.errorHandler()));
        return writer;
    }

    private static Runnable leave(final OwnedChannel owned, final Conductor conductor, final Conductor launched)
    {
        return () -> {
            conductor.remove(owned);
            if (launched != null)
            {
                launched.close();
            }
        };
    }

    private void conduct(
        final OwnedChannel owned, final Conductor conductor, final Runnable stopWriter, final Runnable drainWriter)
    {
        final ListenerEvents events =
            new ListenerEvents(options.listener, conductor.errorHandler(), stopWriter, drainWriter);
        owned.listen(events);
        events.onRecovered(RecoveryReport.of(owned.recovered()));
        conductor.add(owned);
    }

    /** Of a writer that did not come about: the lock is not kept by nobody. */
    private static void giveBack(final OwnedChannel owned, final Conductor launched)
    {
        try
        {
            owned.close(owned.active(), owned.end().offset());
        }
        finally
        {
            if (launched != null)
            {
                launched.close();
            }
        }
    }

    /**
     * Opens the channel to read, from its oldest record unless told otherwise; waits for it to appear if there is a
     * deadline.
     *
     * @throws ChannelNotFoundException when it is not there, or not in time.
     * @throws ChannelMismatchException when an option that was set differs from the channel's.
     */
    public ShmReader<T> openReader()
    {
        final ChannelDirectory directory = directory();
        awaitChannel(directory);
        final ReadChannel channel = new ReadChannel(directory, false, options.bootId.getAsLong());
        Cursor cursor = null;
        ShmReader<T> reader = null;
        boolean opened = false;
        try
        {
            requireMatch(channel.header());
            if (options.durableOnly)
            {
                channel.requireDurablePosition();
            }
            final Wait wait = new Wait(path, options.readerIdleStrategy.get(), null, () -> {
            });
            cursor = cursor(channel);
            reader = new ShmReader<>(channel, format.fresh(), silence(channel), wait, options.durableOnly,
                options.onLoss, cursor, new ReadAhead(options.readAhead));
            reader.begin(options.fromEnd, options.gating);
            opened = true;
            return reader;
        }
        finally
        {
            if (!opened)
            {
                giveBack(channel, cursor, reader);
            }
        }
    }

    /** Of a reader that did not come about, as far as it did. */
    private static void giveBack(final ReadChannel channel, final Cursor cursor, final ShmReader<?> reader)
    {
        try
        {
            if (reader != null)
            {
                reader.close();
            }
            else if (cursor != null)
            {
                cursor.close();
            }
        }
        finally
        {
            channel.close();
        }
    }

    /** Null where the owner need not know of the reader. */
    private Cursor cursor(final ReadChannel channel)
    {
        final boolean isNeeded = options.cursor != null || options.gating != null && options.gating != Gating.NONE;
        return isNeeded ? Cursor.open(channel, options.cursor, options.maxLag) : null;
    }

    /**
     * Recovers the channel and leaves it, as {@link #openWriter} does before it goes on: finds the end of the stream;
     * after a power loss takes what stands behind it to quarantine.
     *
     * @throws org.shmjournal.error.ChannelLockedException  when there is an owner.
     * @throws org.shmjournal.error.CorruptChannelException when the files hold what no owner wrote; then
     *                                                      {@link RecoverySpec#cutAt} ends the stream before that.
     */
    public RecoveryReport recover()
    {
        return recover(RecoverySpec.defaults());
    }

    /**
     * Recovers the channel in the way that is wished, and leaves it. A dry run takes no lock, and is refused for a live
     * owner where the system shows that one has the lock.
     */
    public RecoveryReport recover(final RecoverySpec how)
    {
        return RecoveryReport.of(how.isDryRun() ? Takeover.preview(opening(), how.wish()) :
            Takeover.recover(opening(), how.wish()));
    }

    /**
     * Copies the channel as it is now to another directory, whatever its owner is doing: all that was published before
     * the call, whole and forced. The copy is a channel of its own, with the same identity, to be read, verified or
     * gone on with.
     *
     * @return where the stream ended when the copy was begun.
     * @throws ChannelExistsException when there is a channel at {@code target}.
     * @throws RecycledException      when a ring goes round faster than its newest segment can be copied.
     */
    public long backup(final Path target)
    {
        return Backup.of(directory(), new ChannelDirectory(target, options.files, options.unmapping),
            options.permissions,
            options.bootId.getAsLong());
    }

    /**
     * Makes the channel from a copy that any tool has made of one, live or not: copies the files, then recovers them as
     * after a power loss, wherever the copy's control file says that they are durable.
     *
     * @param copy a directory, which is not changed.
     * @throws ChannelExistsException when there is a channel here.
     */
    public RecoveryReport restore(final Path copy)
    {
        Backup.raw(new ChannelDirectory(copy, options.files, options.unmapping), directory(), options.permissions);
        return RecoveryReport.of(Takeover.recover(opening(), Takeover.Wish.OF_COPY));
    }

    /**
     * Deletes the segments that a policy does not keep, whatever the channel's own is, and leaves it. What has not been
     * forced to the disk stays.
     *
     * @param keep a policy that deletes.
     * @throws org.shmjournal.error.ChannelLockedException when there is an owner: it deletes by the channel's policy.
     */
    public PruneReport prune(final Retention keep)
    {
        final int segmentSize = requirePrunable(keep);
        return PruneReport.of(path, keep, Prune.run(opening(), keep.code(), keep.value()), segmentSize);
    }

    /** What {@link #prune} would delete, without a lock and without a change. */
    public PruneReport previewPrune(final Retention keep)
    {
        final int segmentSize = requirePrunable(keep);
        return PruneReport.of(path, keep, Prune.preview(opening(), keep.code(), keep.value()), segmentSize);
    }

    private int requirePrunable(final Retention keep)
    {
        try (ReadChannel channel = new ReadChannel(directory(), true, options.bootId.getAsLong()))
        {
            if (!keep.deletes())
            {
                throw new IllegalArgumentException("keep=" + keep + " deletes nothing");
            }
            if (ChannelSpec.of(channel.header()).retention().policy() == Retention.Policy.RING)
            {
                throw new IllegalArgumentException("retention=" + ChannelSpec.of(channel.header()).retention() +
                    " of " + path + ": a ring's segments are used again, and none is deleted");
            }
            if (keep.policy() == Retention.Policy.KEEP_FOR && !channel.header().timestamps())
            {
                throw new IllegalArgumentException("keep=" + keep + " needs timestamps, which the channel " + path +
                    " was created without");
            }
            return channel.header().segmentSize();
        }
    }

    /**
     * Removes a cursor, so that it holds nothing back any more.
     *
     * @param evenInUse whether one that a reader has is taken from it: the reader goes on without a cursor, and learns
     *                  what it lost, if anything.
     * @return false when there is none of this name.
     * @throws org.shmjournal.error.CursorInUseException when a reader has it.
     */
    public boolean removeCursor(final String name, final boolean evenInUse)
    {
        try (ReadChannel channel = new ReadChannel(directory(), true, options.bootId.getAsLong()))
        {
            return CursorSnapshot.remove(channel.directory(), channel.header(), name, evenInUse);
        }
    }

    /**
     * Ends the stream for ever, like {@link ShmWriter#drain}, from any process that may write the channel's files. A
     * channel without an owner is recovered and drained at once. An owner is asked, and comes to it at its writer's
     * next call, for only its thread writes the stream; see {@link ChannelListener#onDrainRequested}. On a channel
     * that is drained this does nothing.
     *
     * @throws WaitTimeoutException                         when the owner has not come to it within the {@link
     *                                                      #deadline}; it stays asked, as long as it is the owner.
     * @throws org.shmjournal.error.CorruptChannelException when the files hold what no owner wrote.
     */
    public EndReport drain()
    {
        try (Ending ending = Ending.of(directory()))
        {
            final Wait wait = new Wait(path, options.idleStrategy.get(), null, () -> {
            });
            return new Drain(path, ending, this::unattendedWriter, wait, options.nanoClock).run(options.deadline);
        }
    }

    /** What {@link #drain} would do, without a lock and without a change; refused where that would be. */
    public EndReport previewDrain()
    {
        try (Ending ending = Ending.preview(directory()))
        {
            final long before = ending.state();
            final boolean owned = ending.isSeenOwned();
            return EndReport.of(path, before, ControlLayout.DRAINED, owned ? ending.ownerPid() : 0,
                before == ControlLayout.DRAINED ? ending.durablePosition() :
                    owned ? info().endPosition() :
                    Takeover.preview(opening(), Takeover.Wish.GO_ON).endPosition());
        }
    }

    /** Of a channel that is there; nobody prepares a segment for it. */
    private ShmWriter<T> unattendedWriter()
    {
        return conductor(Conductor.builder().build()).openWriter(() -> {
            throw new ChannelNotFoundException(path, "the channel was deleted just now");
        });
    }

    /**
     * Aborts everyone, at once, like {@link ShmWriter#terminate}, from any process that may write the channel's files:
     * readers at their next poll, the owner within a few milliseconds, as soon as its conductor looks. On a channel
     * that is terminated this does nothing. One that was drained stays so to those who open it to write.
     */
    public EndReport terminate()
    {
        try (Ending ending = Ending.of(directory()))
        {
            final EndReport report = termination(ending);
            if (report.isChange())
            {
                ending.terminate();
            }
            return report;
        }
    }

    /** What {@link #terminate} would do, without a change. */
    public EndReport previewTerminate()
    {
        try (Ending ending = Ending.preview(directory()))
        {
            return termination(ending);
        }
    }

    private EndReport termination(final Ending ending)
    {
        return EndReport.of(path, ending.state(), ControlLayout.TERMINATED, ending.ownerPid(), -1);
    }

    /**
     * A snapshot of the channel, taken without locks, whatever its owner is doing.
     *
     * @throws RecycledException when a ring goes round faster than it can be looked at.
     */
    public ChannelInfo info()
    {
        return ChannelInfo.of(directory(), options.bootId.getAsLong(), true);
    }

    /**
     * The same for who looks again and again: of the segments only the oldest one, so that it costs the listing of a
     * directory and the walk of a stride, however many there are.
     *
     * @throws RecycledException when a ring goes round faster than it can be looked at.
     */
    public ChannelInfo glance()
    {
        return ChannelInfo.of(directory(), options.bootId.getAsLong(), false);
    }

    /**
     * Walks everything and says what is wrong where, in this thread.
     *
     * @throws RecycledException when a ring goes round faster than a segment of it can be walked.
     */
    public VerifyReport verify()
    {
        return verify(1);
    }

    /**
     * Walks everything with so many threads and says what is wrong where.
     *
     * @throws RecycledException when a ring goes round faster than a segment of it can be walked.
     */
    public VerifyReport verify(final int parallelism)
    {
        return VerifyReport.of(directory(), parallelism, options.bootId.getAsLong());
    }

    private void awaitChannel(final ChannelDirectory directory)
    {
        if (directory.hasChannel())
        {
            return;
        }
        final IdleStrategy idle = options.idleStrategy.get();
        final Wait wait = new Wait(path, idle, null, () -> {
        });
        wait.begin();
        final long deadline = TimeUnit.NANOSECONDS.convert(options.deadline);
        final long start = options.nanoClock.nanoTime();
        while (!directory.hasChannel())
        {
            if (options.nanoClock.nanoTime() - start >= deadline)
            {
                throw new ChannelNotFoundException(path, options.deadline.isZero() ?
                    "there is no channel: create it, or open a writer first" :
                    "no channel appeared within " + options.deadline + ": is its writer running?");
            }
            wait.pause();
        }
    }

    private Silence silence(final ReadChannel channel)
    {
        final Duration timeout =
            options.timeout == null ? ChannelSpec.of(channel.header()).timeout() : options.timeout;
        return new Silence(options.nanoClock, TimeUnit.NANOSECONDS.convert(timeout),
            options.liveness == Liveness.STREAM ? null : channel.control());
    }

    private ChannelHeader newHeader()
    {
        return options.spec.format(format).toHeader(options.instanceId.getAsLong(), options.epochClock.nanoTime());
    }

    private void requireMatch(final ChannelHeader header)
    {
        final ChannelSpec wish = options.formatIsSet ? options.spec.format(format) : options.spec;
        final String mismatch = wish.mismatch(ChannelSpec.of(header));
        if (mismatch != null)
        {
            throw new ChannelMismatchException(path, mismatch +
                ": leave the option out to adopt the channel's, or create another channel");
        }
    }

    private OwnedChannel.Opening opening()
    {
        return new OwnedChannel.Opening(directory(), options.permissions,
            options.bootId.getAsLong(), options.epochClock::nanoTime, options.cursorPermissions);
    }

    private ChannelDirectory directory()
    {
        return new ChannelDirectory(path, options.files, options.unmapping);
    }
}
