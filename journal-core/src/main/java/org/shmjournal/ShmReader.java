package org.shmjournal;

import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.util.Iterator;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.shmjournal.error.CorruptChannelException;
import org.shmjournal.error.JournalException;
import org.shmjournal.error.OvertakenException;
import org.shmjournal.error.PositionUnavailableException;
import org.shmjournal.layout.ControlLayout;
import org.shmjournal.layout.Memory;
import org.shmjournal.layout.RecordWord;
import org.shmjournal.layout.SegmentLayout;
import org.shmjournal.store.ControlFile;
import org.shmjournal.store.Cursor;
import org.shmjournal.store.Looks;
import org.shmjournal.store.ReadChannel;
import org.shmjournal.store.RecordCheck;
import org.shmjournal.store.RecordChecksum;
import org.shmjournal.store.Seek;
import org.shmjournal.store.SegmentFile;

/**
 * Tails a channel: delivers every record in order, each checked, at memory speed, while it is written, or later. Holds
 * nothing back and changes nothing; it needs read permission only.
 * <p>
 * For one thread. At the other end is a {@link ShmWriter} of this or another process, alive, gone or yet to come.
 * <p>
 * A reader that was overtaken by the deletion of what it was to read next says so: by an {@link OvertakenException}
 * from the poll, or to {@link ShmChannel#onLoss}. Then it goes on at the oldest record. The segment in which it is it
 * reads to its end.
 * <p>
 * When the channel is terminated, the next poll delivers nothing, whatever is there; a poll that is under way delivers
 * up to its limit. A reader that came later reads what is there, and then says TERMINATED.
 * <p>
 * A handler that throws leaves the reader behind the records already handled, before the one that failed.
 *
 * @param <T> what the channel's format decodes.
 */
public final class ShmReader<T> implements AutoCloseable, Iterable<T>, RecordContext
{
    /** Where there is no record. */
    static final long NO_TIMESTAMP = Long.MIN_VALUE;

    private static final int IDLE = 0;
    private static final int POLLING = 1;
    private static final int GONE = 2;

    private final DataFormat<T> format;
    private final ReadChannel channel;
    private final ControlFile control;
    private final Seek seek;
    private final ChannelSpec spec;
    private final Silence silence;
    private final Wait wait;
    private final Slip slip = new Slip();
    private final TouchAhead touchAhead = new TouchAhead();
    private final NextSegment nextSegment;
    private final ReadAhead readAhead;
    private final int headerLength;
    private final int dataOffset;
    private final int maxRecordLength;
    private final int recordsEnd;
    private final boolean durableOnly;
    private final Consumer<? super OvertakenException> onLoss;
    private final boolean ring;
    /** Null when nobody but the reader needs to know where it stands. */
    private Cursor cursor;
    private Gating gating = Gating.NONE;
    /** What was found to be lost when the cursor was taken up again; told by the first poll. */
    private OvertakenException lostBefore;
    /** Behind which nobody has looked yet whether what was read in place still was what it had been. */
    private long batchPosition;
    private SegmentFile batchSegment;
    private long batchSequence;
    /** Whether the owner has let go of what was read in place since the batch began, and nobody was told yet. */
    private boolean torn;
    /** Whether the owner, as far as is known, waits for this reader if that is what it asks for. */
    private boolean heeded = true;
    /** Where payloads are copied to that may be overwritten while they are read; null where none is. */
    private PayloadCopy copy;
    /** Whether, when last looked at, nobody had recovered the channel since a power loss. */
    private boolean powerLost;

    private SegmentFile segment;
    private ByteBuffer memory;
    private ByteBuffer view;
    private RecordCheck check;
    private RecordChecksum checksum;
    private long salt;
    private long segmentPosition;
    /** From this one on a ring's slots are in their second round: mapped and touched. */
    private long secondRound = Long.MAX_VALUE;
    private int offset;
    private long sequence;
    private int phase;
    /** Kind of the word at which the last poll stopped, or 0 when there was none. */
    private int stoppedAt;
    /** Whether the channel was terminated before this reader came, and nobody has opened it to write since. */
    private boolean cameLater;
    /** Whether the last poll came to the end of what was there. */
    private boolean ranDry;
    /** Whether this poll has found a zero where the next word will be, in what is not a ring: nothing to go past. */
    private boolean isAtEnd;

    ShmReader(
        final ReadChannel channel,
        final DataFormat<T> format,
        final Silence silence,
        final Wait wait,
        final boolean durableOnly,
        final Consumer<? super OvertakenException> onLoss,
        final Cursor cursor,
        final ReadAhead readAhead)
    {
        this.channel = channel;
        this.seek = new Seek(channel);
        this.nextSegment = new NextSegment(channel);
        this.format = format;
        this.silence = silence;
        this.wait = wait;
        this.durableOnly = durableOnly;
        this.onLoss = onLoss;
        this.readAhead = readAhead;
        this.powerLost = channel.isPowerLost();
        this.control = channel.control();
        this.cameLater = control.state() == ControlLayout.TERMINATED;
        this.spec = ChannelSpec.of(channel.header());
        this.headerLength = RecordWord.headerLength(spec.timestamps());
        this.maxRecordLength = spec.maxRecordLength();
        this.dataOffset = SegmentLayout.dataOffset(spec.segmentSize());
        this.recordsEnd = SegmentLayout.recordsEnd(spec.segmentSize());
        this.ring = spec.retention().policy() == Retention.Policy.RING;
        this.cursor = cursor;
    }

    /**
     * Goes to where the reader begins: where its cursor was left; else to one of the ends.
     *
     * @param wish what to hold back; null for what the cursor does.
     */
    void begin(final boolean fromEnd, final Gating wish)
    {
        if (cursor == null)
        {
            enter(fromEnd ? seek.end() : seek.start());
            chooseCopy();
            return;
        }
        gating = wish == null ? Gating.of(cursor.gating()) : wish;
        final long left = cursor.position();
        final long leftSequence = cursor.sequence();
        if (left == Cursor.NO_POSITION)
        {
            enter(fromEnd ? seek.end() : seek.kept());
        }
        else if (!takeUp(left))
        {
            enter(seek.kept());
            lostBefore = overtaken(left, leftSequence);
        }
        for (int looks = 1; !cursor.hold(position(), sequence, gating.code()); looks++)
        {
            Looks.requireMore(channel.directory().path(), looks);
            goTo(seek.from(segment).kept());
            lostBefore = left == Cursor.NO_POSITION ? null : overtaken(left, leftSequence);
        }
        chooseCopy();
    }

    /** False when what was to be read next is not kept any more. */
    private boolean takeUp(final long position)
    {
        try
        {
            enter(seek.position(position));
            return true;
        }
        catch (final IllegalArgumentException ex)
        {
            throw cursor.damaged(ex.getMessage());
        }
        catch (final PositionUnavailableException ex)
        {
            final Seek.Place oldest = seek.start();
            final boolean isGone = position < oldest.segment().position(0);
            oldest.segment().close();
            if (!isGone)
            {
                // A power loss took what was there; the next owner sets the cursor back to the end, too.
                enter(seek.end());
            }
            return !isGone;
        }
    }

    private OvertakenException overtaken(final long from, final long fromSequence)
    {
        return new OvertakenException(channel.directory().path(), from, position(), sequence - fromSequence);
    }

    /** In place is read what nobody overwrites: of a ring, what the writer waits for in any case. */
    private void chooseCopy()
    {
        final boolean inPlace = !ring || gating == Gating.WRITER && heeded && cursor.maxLag() == 0;
        copy = inPlace ? null : copy == null ? new PayloadCopy(maxRecordLength) : copy;
    }

    /**
     * Delivers decoded records that are there, in order; never waits.
     *
     * @param consumer of each.
     * @param limit    how many at most.
     * @return how many were delivered.
     * @throws CorruptChannelException when the next word is none that an owner published; the reader stays before it.
     */
    public int poll(final Consumer<? super T> consumer, final int limit)
    {
        return poll(
            (buffer, start, length, context) -> consumer.accept(format.decode(buffer, start, length)), limit);
    }

    /**
     * Delivers decoded records that are there, in order; never waits. All are decoded into one value if the format can
     * do that, maybe without a copy: it is valid during the call of the consumer.
     *
     * @param reuse    the value.
     * @param consumer of each.
     * @param limit    how many at most.
     * @return how many were delivered.
     * @throws CorruptChannelException when the next word is none that an owner published; the reader stays before it.
     */
    public int poll(final T reuse, final Consumer<? super T> consumer, final int limit)
    {
        return poll(
            (buffer, start, length, context) -> consumer.accept(format.decode(buffer, start, length, reuse)), limit);
    }

    /**
     * Delivers records where they lie in the map, in order; never waits, allocates nothing.
     *
     * @param handler of each.
     * @param limit   how many at most.
     * @return how many were delivered.
     * @throws CorruptChannelException when the next word is none that an owner published; the reader stays before it.
     */
    public int poll(final RecordHandler handler, final int limit)
    {
        requireIdle();
        if (isAborted())
        {
            return 0;
        }
        if (cursor != null)
        {
            beginBatch();
        }
        slip.before();
        phase = POLLING;
        isAtEnd = false;
        int count = 0;
        try
        {
            count = copy == null ? deliver(handler, limit) : deliverCopies(handler, limit);
            while (count < limit && !isAtEnd && moveOn())
            {
                count += copy == null ? deliver(handler, limit - count) : deliverCopies(handler, limit - count);
            }
        }
        finally
        {
            phase = IDLE;
            if (cursor != null)
            {
                endBatch();
            }
        }
        if (cursor != null && (torn || cursor.isRevoked()))
        {
            goOnUnheeded();
        }
        ranDry = count < limit;
        slip.polled(count, ranDry);
        if (count == 0)
        {
            touchAhead.touch(memory, dataOffset + offset);
        }
        return count;
    }

    private void beginBatch()
    {
        if (torn)
        {
            // By a batch whose handler has failed.
            goOnUnheeded();
        }
        batchPosition = position();
        batchSegment = segment;
        batchSequence = sequence;
        final OvertakenException lost = lostBefore;
        if (lost != null)
        {
            lostBefore = null;
            tell(lost);
        }
    }

    /** Looks first, then lets go: as soon as the cursor has moved, the owner may use anew what was read. */
    private void endBatch()
    {
        torn = isPassedInPlace();
        if (position() != batchPosition)
        {
            // Behind the handlers, so that whoever is killed in one gets its record again.
            cursor.advance(position(), sequence);
        }
    }

    /** Whether what was read in place since the batch began may have been overwritten: then nobody has waited. */
    private boolean isPassedInPlace()
    {
        if (!ring || copy != null)
        {
            return false;
        }
        // Pairs with the fence of the owner behind its store.
        VarHandle.acquireFence();
        // An owner that has moved it, then seen this reader's cursor, leaves the slot as it is.
        return control.retainedFrom() > batchPosition && batchSegment.numberNow() != batchSegment.number();
    }

    /** The owner has not waited, though nothing says why: it could not see the cursor, or it was deleted by hand. */
    private void stopReadingInPlace()
    {
        heeded &= cursor.isRevoked();
        chooseCopy();
    }

    /**
     * The owner does not heed the cursor any more, since it lagged behind too far or somebody removed it; or it never
     * did. What was read in place since then may have been overwritten meanwhile.
     */
    private void goOnUnheeded()
    {
        final boolean sinceBatch = torn;
        torn = false;
        if (sinceBatch)
        {
            stopReadingInPlace();
        }
        if (cursor.isRevoked() && cursor.isRemoved())
        {
            cursor.close();
            cursor = null;
            gating = Gating.NONE;
        }
        final long from = sinceBatch ? batchPosition : position();
        final long fromSequence = sinceBatch ? batchSequence : sequence;
        if (cursor != null)
        {
            cursor.hold(position(), sequence, gating.code());
        }
        chooseCopy();
        final boolean isGone = isOvertaken();
        if (isGone)
        {
            goTo(seek.from(segment).kept());
            holdHere();
        }
        if (isGone || sinceBatch)
        {
            tell(overtaken(from, fromSequence));
        }
    }

    /** Holds back what is held back from where the reader stands; from the oldest on where that is gone. */
    private void holdHere()
    {
        for (int looks = 1; cursor != null && !cursor.hold(position(), sequence, gating.code()); looks++)
        {
            Looks.requireMore(channel.directory().path(), looks);
            goTo(seek.from(segment).kept());
        }
    }

    private void tell(final OvertakenException lost)
    {
        if (onLoss == null)
        {
            throw lost;
        }
        onLoss.accept(lost);
    }

    /** Whether the channel was terminated while this reader was there. */
    private boolean isAborted()
    {
        if (control.state() == ControlLayout.TERMINATED)
        {
            return !cameLater;
        }
        cameLater = false;
        return false;
    }

    /** A merge's: the timestamp of the next record, or {@link #NO_TIMESTAMP}; goes past what is no record. */
    long nextTimestamp()
    {
        requireIdle();
        if (isAborted())
        {
            return NO_TIMESTAMP;
        }
        phase = POLLING;
        final long before = position();
        if (!torn)
        {
            batchPosition = before;
            batchSegment = segment;
            batchSequence = sequence;
        }
        try
        {
            while (moveOn())
            {
                final long timestamp =
                    stoppedAt == RecordWord.DATA ? Memory.longAt(memory, dataOffset + offset + RecordWord.LENGTH) : 0;
                if (stoppedAt == RecordWord.DATA && !isOvertaken())
                {
                    return timestamp;
                }
            }
            ranDry = true;
            return NO_TIMESTAMP;
        }
        finally
        {
            phase = IDLE;
            if (cursor != null && position() != before)
            {
                // No handler comes to what it went past, and nobody is to wait for that.
                cursor.advance(position(), sequence);
            }
        }
    }

    /** A merge's, and an iterator's. */
    T decode(final ByteBuffer buffer, final int start, final int length)
    {
        return format.decode(buffer, start, length);
    }

    /** The hot loop: records of the current segment, as long as there is one after the other. */
    private int deliver(final RecordHandler handler, final int limit)
    {
        // One buffer for word and payload, since a second costs. A handler that moved its limit is forgiven here.
        final ByteBuffer view = this.view.clear();
        final RecordChecksum checksum = this.checksum;
        final long salt = this.salt;
        final int headerLength = this.headerLength;
        final int dataOffset = this.dataOffset;
        final int maxRecordLength = this.maxRecordLength;
        final int recordsEnd = isBounded() ? durableEnd() : this.recordsEnd;
        int offset = this.offset;
        long sequence = this.sequence;
        boolean atEnd = false;
        int count = 0;
        while (count < limit)
        {
            final long word = Memory.longAcquire(view, dataOffset + offset);
            final int length = RecordWord.length(word);
            final int next = offset + RecordWord.align(headerLength + length);
            if (length > maxRecordLength || next > recordsEnd)
            {
                break;
            }
            // The one word that a DATA record of this length has here: neither zero nor a word of another kind is it.
            final long expected = RecordWord.of(salt, offset, RecordWord.low(RecordWord.DATA, length));
            if (word != (checksum == null ? expected :
                RecordWord.withChecksum(expected, checksum.of(offset, length))))
            {
                atEnd = word == 0;
                break;
            }

            handler.onRecord(view, dataOffset + offset + headerLength, length, this);
            offset = next;
            this.offset = offset;
            this.sequence = ++sequence;
            count++;
        }
        if (atEnd && !ring)
        {
            stoppedAt = 0;
            isAtEnd = true;
        }
        return count;
    }

    /** The same where a record may be overwritten while it is read: it is copied, and believed only afterwards. */
    private int deliverCopies(final RecordHandler handler, final int limit)
    {
        final PayloadCopy copy = this.copy;
        final int bound = isBounded() ? durableEnd() : recordsEnd;
        int count = 0;
        while (count < limit)
        {
            final long word = segment.wordAcquire(offset);
            final int length = RecordWord.length(word);
            final int next = offset + RecordWord.align(headerLength + length);
            final long expected = RecordWord.of(salt, offset, RecordWord.low(RecordWord.DATA, length));
            if (length > maxRecordLength || next > bound || RecordWord.low(word) != RecordWord.low(expected) ||
                checksum == null && word != expected)
            {
                break;
            }
            copy.take(view, dataOffset + offset + RecordWord.LENGTH, headerLength - RecordWord.LENGTH, length);
            if (isOvertaken())
            {
                copy.discard();
                break;
            }
            if (checksum != null && word != RecordWord.withChecksum(expected, copy.checksum()))
            {
                break;
            }

            handler.onRecord(copy.buffer(), copy.payloadIndex(), length, this);
            offset = next;
            sequence++;
            count++;
        }
        return count;
    }

    /**
     * Whether what was loaded before this may have been stored under another segment's number: by the owner, after it
     * said so in retained-from.
     */
    private boolean isOvertaken()
    {
        if (!ring)
        {
            return false;
        }
        // Pairs with the fence of the owner behind its store.
        VarHandle.acquireFence();
        return control.retainedFrom() > segmentPosition;
    }

    /** Goes past a word that is no record. False where there is nothing to go to. */
    private boolean moveOn()
    {
        boolean moved;
        try
        {
            moved = goPast();
        }
        catch (final CorruptChannelException ex)
        {
            if (!isOvertaken())
            {
                throw ex;
            }
            moved = false;
        }
        // What it looked at in a segment that is over was that of another, or nothing at all.
        if (isOvertaken())
        {
            goOnAtTheOldest(position(), null);
            return true;
        }
        return moved;
    }

    private boolean goPast()
    {
        final int offset = this.offset;
        final long word = segment.wordAcquire(offset);
        if (word == 0 || isBounded() && offset >= durableEnd())
        {
            stoppedAt = 0;
            return false;
        }

        final int next = next(offset, word);
        if (next < 0)
        {
            stoppedAt = 0;
            return false;
        }
        stoppedAt = RecordWord.kind(word);
        return switch (stoppedAt)
        {
            // A durable position that is damaged may lie inside it.
            case RecordWord.DATA -> !durableOnly || next <= durableEnd();
            case RecordWord.HEARTBEAT, RecordWord.PADDING -> skipTo(next);
            case RecordWord.VOID -> skipVoid(next);
            case RecordWord.CLOSE -> segment.wordAcquire(next) != 0 && skipTo(next);
            case RecordWord.ROLL -> goOnInNextSegment();
            default -> false;
        };
    }

    /** The offset of the word behind one that an owner published; -1 where a power loss left what none did. */
    private int next(final int offset, final long word)
    {
        try
        {
            return check.next(offset, word);
        }
        catch (final CorruptChannelException ex)
        {
            if (powerLost && channel.isPowerLostAt(position()))
            {
                return -1;
            }
            throw ex;
        }
    }

    /** Whether only what is durable counts; after a power loss, too, where no checksum tells old pages from new. */
    private boolean isBounded()
    {
        if (powerLost)
        {
            powerLost = channel.isPowerLost();
        }
        return durableOnly || powerLost && !spec.checksums();
    }

    /**
     * Up to where in this segment the channel is known to be on the disk; the state DRAINED says so of all of it.
     */
    private int durableEnd()
    {
        final long durable = control.state() == ControlLayout.DRAINED ? segment.size() :
            control.durablePosition() - segment.position(0);
        return (int)Math.max(0, Math.min(segment.size(), durable));
    }

    private boolean skipTo(final int next)
    {
        offset = next;
        stoppedAt = 0;
        return true;
    }

    private boolean skipVoid(final int next)
    {
        sequence++;
        return skipTo(next);
    }

    private boolean goOnInNextSegment()
    {
        final SegmentFile full = segment;
        try
        {
            final SegmentFile next = nextSegment.open(full.number() + 1);
            if (next == null)
            {
                return false;
            }
            enter(new Seek.Place(next, 0, sequence));
        }
        catch (final JournalException ex)
        {
            if (ring && powerLost && channel.isPowerLostAt(position()))
            {
                // Its number has not come to the disk: here the stream ends.
                return false;
            }
            if (!channel.isDeleted(ex))
            {
                throw ex;
            }
            goOnAtTheOldest(full.position(full.size()), ex);
            return true;
        }
        nextSegment.leaveBehind(full);
        if (segment.number() < control.activeSegment() && segment.number() < secondRound)
        {
            // Who has read a whole segment and finds another one that is full will read that one, too.
            readAhead.begin(segment);
        }
        return true;
    }

    /**
     * What was next is not kept any more; unless that only seems so, when nothing later is there.
     *
     * @param lost    where that begins.
     * @param missing what was found instead; null when there is no doubt.
     */
    private void goOnAtTheOldest(final long lost, final JournalException missing)
    {
        final SegmentFile before = segment;
        // Of what was read in place nothing is certain then.
        final boolean sinceBatch = torn || isPassedInPlace();
        final long from = sinceBatch ? batchPosition : lost;
        final long fromSequence = sinceBatch ? batchSequence : sequence;
        final Seek.Place oldest = seek.from(before).start();
        if (missing != null && oldest.segment().number() <= before.number())
        {
            if (oldest.segment() != before)
            {
                oldest.segment().close();
            }
            throw missing;
        }
        if (sinceBatch && cursor != null)
        {
            stopReadingInPlace();
        }
        goTo(oldest);
        holdHere();
        torn = false;
        batchPosition = position();
        batchSegment = segment;
        batchSequence = sequence;
        tell(overtaken(from, fromSequence));
    }

    private void enter(final Seek.Place place)
    {
        readAhead.end();
        segment = place.segment();
        memory = segment.memory();
        view = segment.readOnlyView();
        check = new RecordCheck(segment);
        checksum = spec.checksums() ? new RecordChecksum(segment) : null;
        salt = segment.salt();
        offset = place.offset();
        sequence = place.sequence();
        segmentPosition = segment.position(0);
        stoppedAt = 0;
        ranDry = false;
        touchAhead.reset();
        if (ring)
        {
            secondRound = Math.min(secondRound, segment.number() + spec.retention().value());
            if (segment.number() >= secondRound)
            {
                touchAhead.skip();
            }
        }
    }

    /**
     * Goes to a position: the start of a record, or the end, which is in front of a CLOSE if that is the newest word.
     *
     * @throws IllegalArgumentException     when no record can start there; the reader stays where it was.
     * @throws PositionUnavailableException when nothing is there yet or any more; the reader stays where it was.
     */
    public void seek(final long position)
    {
        requireIdle();
        goTo(() -> seek.from(segment).position(position));
    }

    /**
     * Goes to the record with a sequence, or to the end if that is the next one's.
     *
     * @throws PositionUnavailableException when it is not there yet or any more; the reader stays where it was.
     */
    public void seekToSequence(final long sequence)
    {
        requireIdle();
        goTo(() -> seek.from(segment).sequence(sequence));
    }

    /**
     * Goes to the first record that was written at a time or later, or behind the newest record if there is none. Where
     * timestamps go back, as those of a {@link ConcurrentShmWriter} may by as long as a claim was open, one that is
     * later in the stream may be found, with younger ones in front of it.
     *
     * @param epochNanos in epoch nanoseconds.
     * @throws IllegalStateException when the channel was created without timestamps.
     */
    public void seekToTime(final long epochNanos)
    {
        requireIdle();
        if (!spec.timestamps())
        {
            throw new IllegalStateException(
                "timestamps=false: the channel's records do not say when they were written");
        }
        goTo(() -> seek.from(segment).time(epochNanos));
    }

    /**
     * Where a poll has found damage: goes to the next record that can be read, for who wants what is left of a damaged
     * channel. That is where the index knows of one, at most 64 KiB or a long record further on, or the start of a
     * later segment. How many records lie between, the sequence tells, as far as the index is not damaged, too.
     *
     * @throws PositionUnavailableException when nothing is known of behind the damage; the reader stays where it was.
     */
    public void skipDamage()
    {
        requireIdle();
        goTo(() -> seek.from(segment).behind(offset));
    }

    /** Goes to the oldest record. */
    public void seekToStart()
    {
        requireIdle();
        goTo(() -> cursor == null ? seek.from(segment).start() : seek.from(segment).kept());
    }

    /** Goes behind the newest record. */
    public void seekToEnd()
    {
        requireIdle();
        goTo(() -> seek.from(segment).end());
    }

    private void goTo(final Supplier<Seek.Place> look)
    {
        Seek.Place place = look.get();
        for (int looks = 1; cursor != null && !hold(place); looks++)
        {
            try
            {
                Looks.requireMore(channel.directory().path(), looks);
                refuseWhatGoes(place);
                place = look.get();
            }
            catch (final JournalException ex)
            {
                // Where the reader stands all was held back meanwhile.
                cursor.hold(position(), sequence, gating.code());
                throw ex;
            }
        }
        torn = false;
        goTo(place);
    }

    /** Whoever could not hold a place in a segment that only waits to be deleted cannot hold it the next time. */
    private void refuseWhatGoes(final Seek.Place place)
    {
        if (!ring && place.segment().number() < control.retainedFrom() / spec.segmentSize())
        {
            throw new PositionUnavailableException(channel.directory().path(),
                place.segment().position(place.offset()), "is not kept any more");
        }
    }

    private boolean hold(final Seek.Place place)
    {
        final boolean held =
            cursor.hold(place.segment().position(place.offset()), place.sequence(), gating.code());
        if (!held && place.segment() != segment)
        {
            place.segment().close();
        }
        return held;
    }

    private void goTo(final Seek.Place place)
    {
        final SegmentFile before = segment;
        enter(place);
        if (before != segment)
        {
            before.close();
        }
    }

    /**
     * What the last poll, and a look at the owner, say of the channel.
     *
     * @throws CorruptChannelException when there is nothing to read where something was forced to the disk, or no END
     *                                 where the channel is said to be drained.
     */
    public ReaderState state()
    {
        requireOpen();
        refuseHole();
        refuseMissingEnd();
        if (isAborted() || ranDry && control.state() == ControlLayout.TERMINATED)
        {
            return ReaderState.TERMINATED;
        }
        if (stoppedAt == RecordWord.END)
        {
            return ReaderState.DRAINED;
        }
        if (stoppedAt == RecordWord.CLOSE && segment.wordAcquire(offset + RecordWord.LENGTH) == 0)
        {
            return ReaderState.CLOSED;
        }
        return silence.isTooLong(position()) ? ReaderState.TIMED_OUT : ReaderState.ACTIVE;
    }

    /** The word first, then the durable position, then the word again: only what was zero all the time is a hole. */
    private void refuseHole()
    {
        if (stoppedAt == 0 && segment.wordAcquire(offset) == 0 && position() < control.durablePosition() &&
            segment.wordAcquire(offset) == 0 && !isOvertaken())
        {
            throw new CorruptChannelException(segment.file(), dataOffset + offset, position(), "record word",
                "a record, since the durable position is " + control.durablePosition(), "0x0");
        }
    }

    /** The state first, then the word: DRAINED was stored behind the END, so nobody has to wait for that. */
    private void refuseMissingEnd()
    {
        if (channel.control().state() == ControlLayout.DRAINED && (stoppedAt == 0 || stoppedAt == RecordWord.CLOSE))
        {
            final int next = stoppedAt == 0 ? offset : offset + RecordWord.LENGTH;
            if (segment.wordAcquire(next) == 0)
            {
                throw channel.control().drainedWithoutEnd(segment.position(next));
            }
        }
    }

    /** The position of the next record, or, in a handler, of the one being handled. */
    @Override
    public long position()
    {
        return segment.position(offset);
    }

    /** The sequence of the next record, or, in a handler, of the one being handled. */
    @Override
    public long sequence()
    {
        return sequence;
    }

    /** In a handler: when the record was written, in epoch nanoseconds; -1 on a channel without timestamps. */
    @Override
    public long timestamp()
    {
        if (phase != POLLING)
        {
            throw new IllegalStateException("there is a timestamp only while a record is handled");
        }
        return !spec.timestamps() ? -1 : copy != null ? copy.timestamp() :
            Memory.longAt(memory, dataOffset + offset + RecordWord.LENGTH);
    }

    /**
     * From now on a poll stops in front of a segment that is not mapped, since opening that works on files and may
     * block: {@link #openNext} does it. For who polls on a thread that must not block, and opens on another one.
     */
    public void leaveOpening()
    {
        nextSegment.leave();
    }

    /** Whether the last poll has stopped for what {@link #openNext} does. */
    public boolean isOpeningLeft()
    {
        return stoppedAt == RecordWord.ROLL && nextSegment.isDue();
    }

    /**
     * Opens what {@linkplain #leaveOpening was left}, so that the next poll goes on, and tells what is wrong if that
     * failed. On any thread, while no other uses the reader.
     */
    public void openNext()
    {
        requireIdle();
        nextSegment.openAhead();
    }

    /** What the reader holds back. */
    public Gating gating()
    {
        return gating;
    }

    /**
     * Changes what the reader holds back from where it stands, in either direction. A reader without a cursor gets one
     * that goes with it.
     *
     * @throws OvertakenException when what it stands at is not kept any more; then it holds back from the oldest on.
     */
    public void gating(final Gating gating)
    {
        requireIdle();
        if (cursor == null && gating == Gating.NONE)
        {
            return;
        }
        if (cursor == null)
        {
            cursor = Cursor.open(channel, null, 0);
        }
        this.gating = gating;
        heeded = true;
        final long from = position();
        final long fromSequence = sequence;
        final boolean held = cursor.hold(from, fromSequence, gating.code());
        chooseCopy();
        if (!held && isOvertaken())
        {
            goTo(seek.from(segment).kept());
            holdHere();
            tell(overtaken(from, fromSequence));
        }
    }

    /** Copies that turned out to be of records that were gone. */
    long discardedCopies()
    {
        return copy == null ? 0 : copy.discarded();
    }

    /** What the channel was created with. */
    public ChannelSpec header()
    {
        return spec;
    }

    /**
     * Iterates over the records from where the reader stands; waits for more, with the idle strategy, as long as there
     * may be any.
     */
    @Override
    public Iterator<T> iterator()
    {
        return new RecordIterator<>(this, wait);
    }

    /** The records from where the reader stands; waits for more like {@link #iterator}. */
    public Stream<T> stream()
    {
        return StreamSupport.stream(spliterator(), false);
    }

    /** Lets go of the maps. The second time is a no-op. */
    @Override
    public void close()
    {
        if (phase == GONE)
        {
            return;
        }
        requireIdle();
        phase = GONE;
        readAhead.end();
        if (segment != null)
        {
            segment.close();
        }
        nextSegment.close();
        try
        {
            if (cursor != null)
            {
                cursor.close();
            }
        }
        finally
        {
            channel.close();
        }
    }

    private void requireIdle()
    {
        if (phase != IDLE)
        {
            requireOpen();
            throw new IllegalStateException("a handler of this reader is running: do this after poll has returned");
        }
    }

    private void requireOpen()
    {
        if (phase == GONE)
        {
            throw new IllegalStateException("the reader of " + channel.directory().path() + " is closed");
        }
    }
}
