package org.shmjournal;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.shmjournal.error.CorruptChannelException;
import org.shmjournal.error.JournalException;
import org.shmjournal.layout.ControlLayout;
import org.shmjournal.layout.RecordWord;
import org.shmjournal.layout.SegmentLayout;
import org.shmjournal.store.ChannelDirectory;
import org.shmjournal.store.Looks;
import org.shmjournal.store.ReadChannel;
import org.shmjournal.store.SegmentFile;
import org.shmjournal.store.Verification;

/**
 * What a walk over a whole channel found.
 *
 * @param path          of the channel.
 * @param segments      that were walked.
 * @param records       that were walked.
 * @param bytes         of the stream that were walked.
 * @param findings      what is wrong where, the first thousand.
 * @param findingsTotal how many there are.
 */
public record VerifyReport(
    Path path, long segments, long records, long bytes, List<Finding> findings, long findingsTotal)
{
    /**
     * Something that no owner wrote.
     *
     * @param file     that holds it.
     * @param offset   in the file.
     * @param position in the stream, or -1.
     * @param what     is wrong.
     * @param expected value.
     * @param found    value.
     */
    public record Finding(Path file, long offset, long position, String what, String expected, String found)
    {
        private static Finding of(final CorruptChannelException damage)
        {
            return new Finding(damage.path(), damage.fileOffset(), damage.position(), damage.what(),
                damage.expected(), damage.found());
        }
    }

    private static final int MAX_FINDINGS = 1000;
    /** Bytes of segments, of which the walk takes some milliseconds. */
    private static final int WORTH_A_THREAD = 4 << 20;

    /** What is left of a segment when it is unmapped again. */
    private record Walked(
        long number, long base, long records, int end, int endKind, long epoch, boolean whole, Path file)
    {
    }

    /** Whether nothing is wrong. */
    public boolean isGood()
    {
        return findingsTotal == 0;
    }

    static VerifyReport of(final ChannelDirectory directory, final int parallelism, final long bootId)
    {
        if (parallelism < 1)
        {
            throw new IllegalArgumentException("parallelism=" + parallelism + " is less than 1");
        }
        try (ReadChannel channel = new ReadChannel(directory, true, bootId))
        {
            Walk walk = new Walk(channel);
            VerifyReport report = walk.run(parallelism);
            for (int looks = 1; walk.lapped; looks++)
            {
                Looks.requireMore(directory.path(), looks);
                walk = new Walk(channel);
                report = walk.run(parallelism);
            }
            return report;
        }
    }

    /**
     * One verification of a channel. Of a ring the newest segments come first, since they are kept longest; one that
     * was recycled before its walk was over is left out, and so are those before it.
     */
    private static final class Walk
    {
        private final ReadChannel channel;
        private final long durablePosition;
        private final long activeSegment;
        private final long retainedFrom;
        private long oldest;
        /** Whether the writer of a ring was round before any record was walked. */
        private boolean lapped;
        private final List<CorruptChannelException> findings = new ArrayList<>();

        private Walk(final ReadChannel channel)
        {
            this.channel = channel;
            this.durablePosition = channel.control().durablePosition();
            this.activeSegment = channel.control().activeSegment();
            this.retainedFrom = channel.control().retainedFrom();
        }

        private VerifyReport run(final int parallelism)
        {
            final List<Walked> walked = new ArrayList<>();
            try
            {
                final long[] numbers = channel.numbers(findings::add);
                oldest = numbers[0];
                checkOldest();
                walkAll(numbers, parallelism, walked);
            }
            catch (final CorruptChannelException ex)
            {
                findings.add(ex);
            }
            checkSeams(walked);
            final long records = walked.stream().mapToLong(Walked::records).sum();
            final long bytes = walked.stream().mapToLong(Walked::end).sum();
            return new VerifyReport(channel.directory().path(), walked.size(), records, bytes,
                findings.stream().limit(MAX_FINDINGS).map(Finding::of).toList(), findings.size());
        }

        /** Segments go in order, and what is retained says so before they do. */
        private void checkOldest()
        {
            final long size = channel.header().segmentSize();
            final long retained = Math.max(0, channel.control().retainedFrom()) / size;
            if (oldest > retained)
            {
                findings.add(new CorruptChannelException(channel.directory().segmentFile(retained), 0, retained * size,
                    "sequence of segments", "segments from " + retained + " on, which is retained",
                    "segment " + oldest + " as the oldest", "restore them from a backup"));
            }
        }

        private void walkAll(final long[] numbers, final int parallelism, final List<Walked> walked)
        {
            final long[] order = channel.isRing() ? newestFirst(numbers) : numbers;
            final List<FutureTask<Walked>> walks =
                Arrays.stream(order).mapToObj(number -> new FutureTask<>(() -> walk(number))).toList();
            final long worthwhile = (long)numbers.length * channel.header().segmentSize() / WORTH_A_THREAD;
            final int helpers = (int)Math.min(parallelism - 1, worthwhile);
            final ExecutorService threads = helpers == 0 ? null : Executors.newFixedThreadPool(helpers);
            try
            {
                if (threads != null)
                {
                    walks.forEach(threads::execute);
                }
                for (int i = 0; i < order.length && !lapped; i++)
                {
                    // Unless a helper has begun it.
                    walks.get(i).run();
                    final Walked segment = result(walks.get(i));
                    lapped = segment == null && channel.isPassed(order[i]);
                    if (segment != null)
                    {
                        walked.add(segment);
                    }
                }
            }
            finally
            {
                if (threads != null)
                {
                    end(threads);
                }
            }
            walked.sort(Comparator.comparingLong(Walked::number));
            lapped &= walked.stream().allMatch(segment -> segment.end == 0);
        }

        private static long[] newestFirst(final long[] numbers)
        {
            return LongStream.iterate(numbers.length - 1L, i -> i - 1).limit(numbers.length)
                .map(i -> numbers[(int)i]).toArray();
        }

        /** What they look at is unmapped afterwards. */
        private static void end(final ExecutorService threads)
        {
            threads.shutdownNow();
            boolean interrupted = false;
            boolean ended = false;
            while (!ended)
            {
                try
                {
                    ended = threads.awaitTermination(1, TimeUnit.MINUTES);
                }
                catch (final InterruptedException ex)
                {
                    interrupted = true;
                }
            }
            if (interrupted)
            {
                Thread.currentThread().interrupt();
            }
        }

        private Walked walk(final long number)
        {
            try (SegmentFile segment = channel.open(number))
            {
                final Verification verification = Verification.of(segment, durablePosition,
                    channel.control().isShared());
                if (channel.isPassed(number))
                {
                    return null;
                }
                add(verification.findings());
                return new Walked(number, verification.base(), verification.records(), verification.end(),
                    verification.endKind(), segment.epoch(), verification.isWhole(), segment.file());
            }
            catch (final JournalException ex)
            {
                final boolean isOver = channel.isPassed(number) || channel.isDeleted(ex);
                if (!(ex instanceof CorruptChannelException) && !isOver)
                {
                    throw ex;
                }
                if (ex instanceof CorruptChannelException damage && !isOver &&
                    (number == activeSegment || channel.has(number)))
                {
                    add(List.of(damage));
                }
                // Else its owner has deleted or recycled it: it is not kept, or was prepared and not used.
                return null;
            }
        }

        private synchronized void add(final List<CorruptChannelException> more)
        {
            findings.addAll(more);
        }

        private Walked result(final Future<Walked> future)
        {
            try
            {
                return future.get();
            }
            catch (final InterruptedException ex)
            {
                Thread.currentThread().interrupt();
                throw new org.shmjournal.error.InterruptedWaitException(channel.directory().path(),
                    "interrupted while verifying");
            }
            catch (final ExecutionException ex)
            {
                if (ex.getCause() instanceof JournalException known)
                {
                    throw known;
                }
                if (ex.getCause() instanceof Error fatal)
                {
                    throw fatal;
                }
                throw new IllegalStateException(ex.getCause());
            }
        }

        /** Each segment but the last must roll into the next, and the sequences must go on. */
        private void checkSeams(final List<Walked> walked)
        {
            Walked last = null;
            long newestEpoch = 0;
            long counted = SegmentLayout.UNKNOWN;
            for (int i = 0; i < walked.size(); i++)
            {
                final Walked segment = walked.get(i);
                newestEpoch = Math.max(newestEpoch, segment.epoch);
                counted = segment.number == 0 ? 0 : counted;
                final Walked next = i + 1 < walked.size() ? walked.get(i + 1) : null;
                if (next == null || next.number != segment.number + 1 || next.end == 0 && next.base < 0)
                {
                    counted = SegmentLayout.UNKNOWN;
                    last = segment.end == 0 && segment.base < 0 && last != null &&
                        last.number == segment.number - 1 && last.endKind != RecordWord.ROLL ? last : segment;
                    continue;
                }
                last = next;
                // Walked when it was the active one, it may have been rolled, and deleted, since.
                final Walked now = segment.whole && segment.endKind != RecordWord.ROLL ? walk(segment.number) : segment;
                counted = now == null ? SegmentLayout.UNKNOWN : checkSeam(now, counted, next);
            }
            if (last != null && last.whole && findings.isEmpty() && !isDeletedSince(last))
            {
                final long size = channel.header().segmentSize();
                add(Verification.ofControl(channel.control(), durablePosition, activeSegment, retainedFrom, oldest,
                    last.number,
                    last.number * size + last.end, newestEpoch));
                final boolean ended = last.endKind == RecordWord.END;
                if (channel.control().state() == ControlLayout.DRAINED && !ended)
                {
                    findings.add(channel.control().drainedWithoutEnd(last.number * size + last.end));
                }
            }
        }

        /** Then nobody has walked to where the stream ends by now, which the control file tells of. */
        private boolean isDeletedSince(final Walked last)
        {
            final long retained = channel.control().retainedFrom();
            return retained != retainedFrom && retained > last.number * channel.header().segmentSize();
        }

        /**
         * Checks what stands on both sides. A base sequence may follow from that of the segment before as it is stored,
         * or as it was counted: where one is damaged, it alone is told, and not the next, too.
         *
         * @param counted number of records before the segment, by the segments before it; -1 when not known.
         * @return the same for the next.
         */
        private long checkSeam(final Walked segment, final long counted, final Walked next)
        {
            final long size = channel.header().segmentSize();
            // What an open claim hides nobody can walk to; there may be a ROLL behind it.
            if (!segment.whole || segment.endKind == RecordWord.CLAIMED)
            {
                return SegmentLayout.UNKNOWN;
            }
            final long byCount = after(counted, segment);
            final long byBase = after(segment.base, segment);
            final long expected = byCount < 0 ? byBase : byCount;
            if (segment.endKind != RecordWord.ROLL)
            {
                findings.add(new CorruptChannelException(segment.file,
                    SegmentLayout.dataOffset((int)size) + (long)segment.end, segment.number * size + segment.end,
                    "end of segment", "ROLL, since segment " + next.number + " holds records",
                    RecordWord.kindName(segment.endKind)));
            }
            // That one is missing was told by the segment's own walk.
            else if (expected >= 0 && next.base != SegmentLayout.UNKNOWN && next.base != byBase &&
                next.base != byCount)
            {
                findings.add(new CorruptChannelException(next.file, SegmentLayout.BASE_SEQUENCE, next.number * size,
                    "base sequence", "" + expected, "" + next.base));
            }
            return expected;
        }

        private static long after(final long base, final Walked segment)
        {
            return base < 0 ? SegmentLayout.UNKNOWN : base + segment.records;
        }
    }
}
