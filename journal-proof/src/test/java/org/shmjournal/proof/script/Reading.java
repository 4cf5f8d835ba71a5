package org.shmjournal.proof.script;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Random;
import java.util.function.IntSupplier;
import java.util.function.Supplier;
import org.shmjournal.Gating;
import org.shmjournal.RecordContext;
import org.shmjournal.Retention;
import org.shmjournal.ShmChannel;
import org.shmjournal.ShmReader;
import org.shmjournal.error.OvertakenException;
import org.shmjournal.error.PositionUnavailableException;
import org.shmjournal.proof.trace.Trace;
import org.shmjournal.proof.trace.Written;

/**
 * A reader beside the writer, in its process, whose position the owner sees; one at a time, with the scenario's cursor
 * or one of its own. What a strong one wants to read is there. One thread.
 */
final class Reading
{
    private static final int EVERYTHING = Integer.MAX_VALUE;
    private static final int SOME = 12;
    private static final int MAX_LAG = 3;

    /** What a handler throws. */
    private static final class HandlerException extends RuntimeException
    {
        private static final long serialVersionUID = 1L;
    }

    private final Scenario scenario;
    private final Supplier<ShmChannel<ByteBuffer>> channel;
    private final Trace trace;
    private final IntSupplier count;
    private final Random random;
    private ShmReader<ByteBuffer> reader;
    private boolean named;
    private boolean limited;
    private boolean removed;
    /** Whether it may find out only now what was lost before. */
    private boolean fresh;
    private long next;
    private int pollBegun;

    Reading(
        final Scenario scenario,
        final Supplier<ShmChannel<ByteBuffer>> channel,
        final Trace trace,
        final IntSupplier count,
        final Random random)
    {
        this.scenario = scenario;
        this.channel = channel;
        this.trace = trace;
        this.count = count;
        this.random = random;
    }

    /** One deed of somebody who reads. */
    void act()
    {
        final int dice = random.nextInt(100);
        if (reader == null)
        {
            if (dice < 90)
            {
                open(dice < 65);
            }
            else
            {
                remove();
            }
        }
        else if (dice < 60)
        {
            poll(1 + random.nextInt(SOME), random.nextInt(6) == 0);
        }
        else if (dice < 70)
        {
            poll(EVERYTHING, false);
        }
        else if (dice < 78)
        {
            changeGating();
        }
        else if (dice < 86)
        {
            seek();
        }
        else if (dice < 97)
        {
            close();
        }
        else
        {
            remove();
        }
    }

    /** The writer waits: reads what there is, with one cursor, then with the other. */
    void relieve()
    {
        if (reader == null)
        {
            open(true);
        }
        final long before = next;
        poll(EVERYTHING, false);
        if (next == before)
        {
            close();
        }
    }

    private void open(final boolean withName)
    {
        final Gating[] choice = Gating.values();
        // Without a name only who gates has a cursor at all.
        final Gating gating = choice[withName ? random.nextInt(choice.length) : 1 + random.nextInt(choice.length - 1)];
        final int begun = count.getAsInt();
        named = withName;
        limited = withName && random.nextInt(4) == 0;
        removed = false;
        fresh = true;
        ShmChannel<ByteBuffer> wish = channel.get().onLoss(this::lost);
        if (withName)
        {
            wish = wish.cursor(Scenario.CURSOR)
                .maxLag(limited ? (1 + random.nextInt(MAX_LAG)) * (long)scenario.spec().segmentSize() : 0);
        }
        if (!withName || random.nextInt(3) > 0)
        {
            wish = wish.gating(gating);
        }
        if (random.nextInt(8) == 0)
        {
            wish = wish.fromEnd();
        }
        reader = wish.openReader();
        went(begun);
    }

    private void went(final int begun)
    {
        next = reader.sequence();
        if (named)
        {
            trace.cursor().went(begun, count.getAsInt(), next);
        }
    }

    private void poll(final int limit, final boolean throwing)
    {
        pollBegun = count.getAsInt();
        final int failing = throwing ? random.nextInt(limit) : -1;
        final int[] handled = {0};
        try
        {
            int delivered;
            int left = limit;
            do
            {
                delivered = reader.poll((buffer, offset, length, context) -> {
                    if (handled[0]++ == failing)
                    {
                        throw new HandlerException();
                    }
                    handle(buffer, offset, length, context);
                }, Math.min(left, SOME));
                left -= delivered;
                fresh = false;
                stands();
                // This look told it; until then it went on with what somebody had removed.
                named &= !removed;
            }
            while (delivered > 0 && left > 0);
        }
        catch (final HandlerException expected)
        {
            // It gets that record again.
        }
        stands();
    }

    private void stands()
    {
        if (reader.sequence() < next)
        {
            throw new AssertionError("a reader that was at " + next + " is at " + reader.sequence());
        }
        // Claims that died it has passed without a word.
        next = reader.sequence();
        if (named)
        {
            trace.cursor().stands(count.getAsInt(), next);
        }
    }

    private void handle(
        final ByteBuffer buffer, final int offset, final int length, final RecordContext context)
    {
        final List<Written> records = trace.records(count.getAsInt());
        while (next < context.sequence() && next < records.size() && records.get((int)next).isVoid())
        {
            next++;
        }
        check(context.sequence() == next, "a reader gets record " + context.sequence() + " instead of " + next);
        check(next < records.size(), "a reader gets record " + next + ", which nobody wrote");
        final byte[] expected = records.get((int)next).payload();
        check(expected != null && ByteBuffer.wrap(expected).equals(buffer.duplicate().clear().slice(offset, length)),
            "a reader does not get record " + next + " as it was written");
        next++;
        if (named)
        {
            trace.cursor().handled(count.getAsInt(), next);
        }
    }

    private void lost(final OvertakenException loss)
    {
        check(fresh || !isStrong(), "a strong reader lost something: " + loss.getMessage());
        check(loss.lostRecords() >= 0 && loss.resumePosition() == reader.position(),
            "a reader at " + reader.position() + " is told of a strange loss: " + loss.getMessage());
        fresh = false;
        went(pollBegun);
    }

    private boolean isStrong()
    {
        final Retention retention = scenario.spec().retention();
        return !limited && !removed &&
            (retention.policy() == Retention.Policy.RING ? reader.gating() == Gating.WRITER :
                reader.gating() != Gating.NONE);
    }

    private void changeGating()
    {
        pollBegun = count.getAsInt();
        final Gating[] choice = Gating.values();
        // Where it stands may be gone already.
        fresh |= !isStrong();
        reader.gating(choice[random.nextInt(choice.length)]);
        went(pollBegun);
    }

    private void seek()
    {
        final int begun = count.getAsInt();
        try
        {
            switch (random.nextInt(3))
            {
                case 0 -> reader.seekToStart();
                case 1 -> reader.seekToEnd();
                default -> reader.seekToSequence(Math.max(0, next - random.nextInt(SOME)));
            }
        }
        catch (final PositionUnavailableException expected)
        {
            // So far back nothing is kept; it stays where it was.
        }
        went(begun);
    }

    private void remove()
    {
        channel.get().removeCursor(Scenario.CURSOR, true);
        removed |= named;
    }

    /** Leaves, with or without its cursor. */
    void close()
    {
        if (reader != null)
        {
            reader.close();
            reader = null;
        }
    }

    private static void check(final boolean holds, final String otherwise)
    {
        if (!holds)
        {
            throw new AssertionError(otherwise);
        }
    }
}
