package org.shmjournal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.shmjournal.error.ChannelLockedException;
import org.shmjournal.error.JournalException;
import org.shmjournal.error.OvertakenException;
import org.shmjournal.error.PositionUnavailableException;
import org.shmjournal.error.StorageException;
import org.shmjournal.io.FileOperations;
import org.shmjournal.io.Mapping;
import org.shmjournal.layout.SegmentLayout;
import org.shmjournal.testing.Damage;
import org.shmjournal.testing.DelegatingFiles;
import org.shmjournal.testing.Records;

class RetentionTest extends ChannelFixture
{
    private static final int LENGTH = 1000;
    private static final int TAKEN = 1008;
    private static final int PER_SEGMENT = RECORDS_END / TAKEN;
    private static final long FILE_LENGTH = SegmentLayout.fileLength(SEGMENT_SIZE);

    private List<Path> segments()
    {
        return Damage.files(path()).stream().filter(file -> file.toString().endsWith(".seg")).toList();
    }

    private long bytesOfSegments() throws IOException
    {
        long bytes = 0;
        for (final Path segment : segments())
        {
            bytes += Files.size(segment);
        }
        return bytes;
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 5})
    void shouldKeepTheNewestSegments(final int keep)
    {
        final ChannelSpec spec = smallSegments().retention(Retention.keepSegments(keep));
        try (ShmWriter<ByteBuffer> writer = channel(spec).openWriter())
        {
            for (int i = 0; i < 12 * PER_SEGMENT; i++)
            {
                write(writer, i, 1, LENGTH);
                conductor.doWork();
                final long active = writer.lastPosition() / SEGMENT_SIZE;
                final long expected = Math.min(active + 1, keep);
                final ChannelInfo info = channel().info();
                assertEquals(Math.max(0, active + 1 - keep) * SEGMENT_SIZE, info.oldestPosition());
                assertTrue(segments().size() <= expected + 1, "one more than is kept may be prepared");
            }
            assertTrue(channel().verify().isGood());
        }
        assertEquals(keep, segments().size());
        assertHoldsFrom((12 - keep) * PER_SEGMENT, keep * PER_SEGMENT);
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 7})
    void shouldNeverTakeMoreBytesThanAreKept(final int files) throws IOException
    {
        final long bytes = files * FILE_LENGTH + 17;
        final ChannelSpec spec = smallSegments().retention(Retention.keepBytes(bytes));
        try (ShmWriter<ByteBuffer> writer = channel(spec).openWriter())
        {
            for (int i = 0; i < 12 * PER_SEGMENT; i++)
            {
                write(writer, i, 1, LENGTH);
                assertTrue(bytesOfSegments() <= bytes);
                conductor.doWork();
                assertTrue(bytesOfSegments() <= bytes);
            }
            // One of them is prepared.
            assertEquals((13L - files) * SEGMENT_SIZE, channel().info().oldestPosition());
        }
        assertTrue(channel().verify().isGood());
        assertHoldsFrom((13 - files) * PER_SEGMENT, (files - 1) * PER_SEGMENT);
    }

    @Test
    void shouldKeepWhatIsYoungEnough()
    {
        final int perSegment = RECORDS_END / (TAKEN + Long.BYTES);
        final long[] now = {1_000_000_000L};
        final long[] ticks = {1};
        final Conductor timed = Conductor.builder().workers(0).nanoClock(() -> ticks[0]).build();
        final ChannelSpec spec = smallSegments().retention(Retention.keepFor(Duration.ofSeconds(10)));
        try (ShmWriter<ByteBuffer> writer = ShmChannel.at(path()).spec(spec).conductor(timed)
            .idleStrategy(() -> new ConductingIdle(timed)).epochClock(() -> now[0]).openWriter())
        {
            assertTrue(writer.header().timestamps());
            for (int i = 0; i < 5 * perSegment; i++)
            {
                timed.doWork();
                writer.write(Records.buffer(i, LENGTH));
                now[0] += 10_000_000;
            }
            // All of segment 0 is older than what the first record of segment 1 says.
            now[0] = 1_000_000_000L + perSegment * 10_000_000L + TimeUnit.SECONDS.toNanos(10);
            ticks[0] += TimeUnit.SECONDS.toNanos(1);
            timed.doWork();
            assertEquals(0, channel().info().oldestPosition());
            now[0]++;
            timed.doWork();
            assertEquals(0, channel().info().oldestPosition(), "looked at now and then only");
            ticks[0] += TimeUnit.SECONDS.toNanos(1);
            timed.doWork();
            assertEquals(SEGMENT_SIZE, channel().info().oldestPosition());

            now[0] += TimeUnit.DAYS.toNanos(1);
            ticks[0] += TimeUnit.SECONDS.toNanos(1);
            timed.doWork();
            // The one that is being written is never deleted.
            assertEquals(4L * SEGMENT_SIZE, channel().info().oldestPosition());
        }
        assertTrue(channel().verify().isGood());
        assertHoldsFrom(4 * perSegment, perSegment);
    }

    @ParameterizedTest
    @EnumSource(Durability.class)
    void shouldDeleteNothingThatIsNotDurable(final Durability durability)
    {
        final ChannelSpec spec = smallSegments().durability(durability).retention(Retention.keepSegments(1));
        try (ShmWriter<ByteBuffer> writer = channel(spec).openWriter())
        {
            for (int i = 0; i < 7 * PER_SEGMENT; i++)
            {
                write(writer, i, 1, LENGTH);
                final ChannelInfo info = channel().info();
                assertTrue(info.oldestPosition() <= info.durablePosition());
            }
        }
        assertHoldsFrom(6 * PER_SEGMENT, PER_SEGMENT);
    }

    @Test
    void shouldGoOnAfterReopeningAndDeleteWhatTheLastOwnerLeft()
    {
        final ChannelSpec spec = smallSegments().retention(Retention.keepSegments(2));
        try (ShmWriter<ByteBuffer> writer = channel(spec).openWriter())
        {
            write(writer, 0, 4 * PER_SEGMENT, LENGTH);
        }
        // As if it had died between its steps.
        final long kept = 3L * SEGMENT_SIZE;
        Damage.putLong(controlFile(), 1792, kept);
        try (ShmWriter<ByteBuffer> writer = channel(spec).openWriter())
        {
            assertEquals(4 * PER_SEGMENT - 1, writer.lastSequence());
            write(writer, 4L * PER_SEGMENT, 3 * PER_SEGMENT, LENGTH);
        }
        assertEquals(2, segments().size());
        assertHoldsFrom(5 * PER_SEGMENT, 2 * PER_SEGMENT);
        assertTrue(channel().verify().isGood());
    }

    @Test
    void shouldTellAReaderWhatItLost()
    {
        final ChannelSpec spec = smallSegments().retention(Retention.keepSegments(2));
        try (ShmWriter<ByteBuffer> writer = channel(spec).openWriter();
            ShmReader<ByteBuffer> reader = channel().openReader())
        {
            write(writer, 0, 10, LENGTH);
            assertEquals(10, Records.readAll(reader).size());
            write(writer, 10, 8 * PER_SEGMENT - 10, LENGTH);
            conductor.doWork();

            // The one in which it is it reads to its end, though the file is gone.
            assertFalse(Files.exists(segmentFile(0)));
            final List<Records.Read> rest = new ArrayList<>();
            assertEquals(PER_SEGMENT - 10, reader.poll(Records.collector(rest), PER_SEGMENT - 10));
            assertRecords(rest, 10, PER_SEGMENT - 10, LENGTH);

            final OvertakenException overtaken = assertThrows(OvertakenException.class,
                () -> reader.poll(Records.collector(rest), 10));
            assertEquals(SEGMENT_SIZE, overtaken.position());
            assertEquals(6L * SEGMENT_SIZE, overtaken.resumePosition());
            assertEquals(5L * SEGMENT_SIZE, overtaken.lostBytes());
            assertEquals(5L * PER_SEGMENT, overtaken.lostRecords());
            assertEquals(6L * SEGMENT_SIZE, reader.position());
            assertEquals(6L * PER_SEGMENT, reader.sequence());
            assertEquals(ReaderState.ACTIVE, reader.state());
            assertRecords(Records.readAll(reader), 6 * PER_SEGMENT, 2 * PER_SEGMENT, LENGTH);
        }
    }

    /** A damaged retained-from makes nobody read anything twice. */
    @Test
    void shouldNotTakeALostSegmentForADeletedOne() throws IOException
    {
        writeAndClose(smallSegments(), 2 * PER_SEGMENT, LENGTH);
        try (ShmReader<ByteBuffer> reader = channel().openReader())
        {
            Damage.putLong(controlFile(), 1792, Long.MAX_VALUE);
            Files.delete(segmentFile(1));
            final List<Records.Read> read = new ArrayList<>();
            reader.poll(Records.collector(read), PER_SEGMENT);
            assertThrows(JournalException.class, () -> reader.poll(Records.collector(read), 10));
            assertThrows(JournalException.class, () -> reader.poll(Records.collector(read), 10));
            assertRecords(read, 0, PER_SEGMENT, LENGTH);
        }
    }

    /** Nobody waits for ever for a segment that only a damaged word says is deleted. */
    @Test
    void shouldEndWhereTheNewestSegmentIsLostAndRetainedFromIsDamaged() throws IOException
    {
        writeAndClose(smallSegments(), 2 * PER_SEGMENT, LENGTH);
        Damage.putLong(controlFile(), 1792, Long.MAX_VALUE);
        Files.delete(segmentFile(1));
        assertFalse(channel().info().problems().isEmpty());
        assertFalse(channel().verify().isGood());
        assertThrows(JournalException.class, () -> channel().backup(directory.resolve("copy")));
        try (ShmReader<ByteBuffer> reader = channel().openReader())
        {
            assertThrows(JournalException.class, reader::seekToEnd);
            assertThrows(JournalException.class, () -> reader.seekToSequence(2L * PER_SEGMENT - 1));
            assertEquals(0, reader.sequence());
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {-1, 100, 3L * SEGMENT_SIZE, 7L * SEGMENT_SIZE, Long.MAX_VALUE, Long.MIN_VALUE})
    void shouldTellARetainedFromThatCannotBe(final long wrong)
    {
        writeAndClose(smallSegments().retention(Retention.keepSegments(5)), 6 * PER_SEGMENT, LENGTH);
        assertTrue(channel().verify().isGood());
        Damage.putLong(controlFile(), 1792, wrong);
        assertEquals(1, channel().verify().findings().size());
        assertHoldsFrom(PER_SEGMENT, 5 * PER_SEGMENT);
    }

    @Test
    void shouldCountWhatAKilledOwnerHadPreparedWhenItPrunes() throws IOException
    {
        try (ShmWriter<ByteBuffer> writer = channel().openWriter())
        {
            write(writer, 0, 5 * PER_SEGMENT + PER_SEGMENT * 3 / 4, LENGTH);
            conductor.doWork();
            writer.flush();
            assertEquals(7, segments().size());
            Damage.copyDirectory(path(), directory.resolve("killed"), "owner.lock");
        }
        final ShmChannel<ByteBuffer> killed = at(directory.resolve("killed"));
        assertEquals(4, killed.prune(Retention.keepBytes(3 * FILE_LENGTH)).segments());
        assertTrue(killed.verify().isGood());
    }

    /** What a reader remembers of segments that were cut off meanwhile leads it nowhere. */
    @Test
    void shouldSeekInWhatStandsAfterACut()
    {
        writeAndClose(smallSegments(), 5 * PER_SEGMENT, LENGTH);
        try (ShmReader<ByteBuffer> reader = channel().openReader())
        {
            reader.seekToSequence(4L * PER_SEGMENT + 1);
            reader.seekToStart();
            channel().recover(RecoverySpec.defaults().cutAt(SEGMENT_SIZE + 2L * TAKEN));
            writeAndClose(smallSegments(), PER_SEGMENT, LENGTH);
            for (int i = 0; i < 2 * PER_SEGMENT; i += 5)
            {
                reader.seekToSequence(i);
                assertEquals(i, reader.sequence());
            }
            assertThrows(PositionUnavailableException.class, () -> reader.seekToSequence(3L * PER_SEGMENT));
        }
    }

    @Test
    void shouldGoOnBehindALossWhenSomebodyIsTold()
    {
        final List<OvertakenException> losses = new ArrayList<>();
        final ChannelSpec spec = smallSegments().retention(Retention.keepSegments(1));
        try (ShmWriter<ByteBuffer> writer = channel(spec).openWriter();
            ShmReader<ByteBuffer> reader = channel().onLoss(losses::add).openReader())
        {
            write(writer, 0, 4 * PER_SEGMENT, LENGTH);
            conductor.doWork();
            final List<Records.Read> read = Records.readAll(reader);
            assertEquals(2 * PER_SEGMENT, read.size());
            assertEquals(1, losses.size());
            assertEquals(2L * PER_SEGMENT, losses.get(0).lostRecords());
            assertRecords(read.subList(PER_SEGMENT, 2 * PER_SEGMENT), 3 * PER_SEGMENT, PER_SEGMENT, LENGTH);
        }
    }

    @Test
    void shouldTellOfASealedSegmentBeforeItIsDeleted()
    {
        final List<Long> shipped = new ArrayList<>();
        final ChannelListener shipping = new ChannelListener()
        {
            @Override
            public void onSegmentSealed(final Path file, final long number)
            {
                // By a link: the bytes stay, whatever happens to the name.
                ship(file);
                shipped.add(number);
            }
        };
        final ChannelSpec spec = smallSegments().retention(Retention.keepSegments(1));
        try (ShmWriter<ByteBuffer> writer = channel(spec).listener(shipping).openWriter())
        {
            for (int i = 0; i < 5 * PER_SEGMENT; i++)
            {
                write(writer, i, 1, LENGTH);
                writer.flush();
            }
        }
        assertEquals(List.of(0L, 1L, 2L, 3L), shipped);
        assertEquals(1, segments().size());
        for (int i = 0; i < 4; i++)
        {
            final ChannelInfo info = ChannelInfo.ofSegment(directory.resolve(segmentFile(i).getFileName()));
            assertEquals(PER_SEGMENT, info.records());
        }
    }

    private void ship(final Path file)
    {
        try
        {
            Files.createLink(directory.resolve(file.getFileName()), file);
        }
        catch (final IOException ex)
        {
            throw new java.io.UncheckedIOException(ex);
        }
    }

    @Test
    void shouldTellThatASegmentCannotBeDeletedAndTryAgain()
    {
        final boolean[] refuse = {true};
        final List<StorageException> told = new ArrayList<>();
        final FileOperations files = new DelegatingFiles()
        {
            @Override
            public void delete(final Path file) throws IOException
            {
                if (refuse[0] && file.toString().endsWith(".seg"))
                {
                    throw new AccessDeniedException(file.toString());
                }
                super.delete(file);
            }
        };
        final ChannelListener listener = new ChannelListener()
        {
            @Override
            public void onDeletionFailed(final StorageException reason)
            {
                told.add(reason);
            }
        };
        final ChannelSpec spec = smallSegments().retention(Retention.keepBytes(3 * FILE_LENGTH));
        try (ShmWriter<ByteBuffer> writer = channel(spec).fileOperations(files).listener(listener).openWriter())
        {
            write(writer, 0, 5 * PER_SEGMENT, LENGTH);
            assertEquals(1, told.size());
            assertEquals(segmentFile(0), told.get(0).path());
            // Readers come and go meanwhile as if nothing was.
            assertRecords(readAll(), 0, 5 * PER_SEGMENT, LENGTH);
            assertTrue(channel().verify().isGood());
            refuse[0] = false;
            write(writer, 5L * PER_SEGMENT, PER_SEGMENT, LENGTH);
        }
        assertEquals(2, segments().size());
        assertHoldsFrom(4 * PER_SEGMENT, 2 * PER_SEGMENT);
    }

    @Test
    void shouldSeekInWhatIsKept()
    {
        final ChannelSpec spec = smallSegments().retention(Retention.keepSegments(3));
        try (ShmWriter<ByteBuffer> writer = channel(spec).openWriter();
            ShmReader<ByteBuffer> reader = channel().openReader())
        {
            write(writer, 0, 2 * PER_SEGMENT, LENGTH);
            reader.seekToSequence(PER_SEGMENT);
            write(writer, 2L * PER_SEGMENT, 6 * PER_SEGMENT, LENGTH);
            conductor.doWork();

            assertThrows(PositionUnavailableException.class, () -> reader.seekToSequence(5L * PER_SEGMENT - 1));
            assertThrows(PositionUnavailableException.class, () -> reader.seek(5L * SEGMENT_SIZE - 8));
            assertEquals(PER_SEGMENT, reader.sequence());
            for (int i = 5 * PER_SEGMENT; i < 8 * PER_SEGMENT; i += 7)
            {
                reader.seekToSequence(i);
                assertEquals(i / PER_SEGMENT * (long)SEGMENT_SIZE + i % PER_SEGMENT * TAKEN, reader.position());
            }
            reader.seekToStart();
            assertEquals(5L * PER_SEGMENT, reader.sequence());
            reader.seekToEnd();
            assertEquals(8L * PER_SEGMENT, reader.sequence());
        }
    }

    @Test
    void shouldBackUpWhatIsKeptWhenMoreIsDeletedMeanwhile()
    {
        final ChannelSpec spec = smallSegments().retention(Retention.keepSegments(4));
        final Path copy = directory.resolve("copy");
        try (ShmWriter<ByteBuffer> writer = channel(spec).openWriter())
        {
            write(writer, 0, 6 * PER_SEGMENT, LENGTH);
            final FileOperations files = new DelegatingFiles()
            {
                private int copied;

                @Override
                public void rename(final Path from, final Path to) throws IOException
                {
                    super.rename(from, to);
                    if (++copied == 2)
                    {
                        write(writer, 6L * PER_SEGMENT, 2 * PER_SEGMENT, LENGTH);
                        conductor.doWork();
                    }
                }
            };
            channel().fileOperations(files).backup(copy);
            assertEquals(4L * SEGMENT_SIZE, channel().info().oldestPosition());
        }
        assertTrue(at(copy).verify().isGood(), at(copy).verify().toString());
        try (ShmReader<ByteBuffer> reader = at(copy).openReader())
        {
            assertRecords(Records.readAll(reader), 4 * PER_SEGMENT, 2 * PER_SEGMENT, LENGTH);
        }
        try (ShmWriter<ByteBuffer> writer = at(copy).openWriter())
        {
            write(writer, 6L * PER_SEGMENT, 1, LENGTH);
        }
        assertTrue(at(copy).verify().isGood());
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void shouldBackUpWhatIsKeptWhenMoreIsDeletedJustBeforeItIsListed(final int when)
    {
        final ChannelSpec spec = smallSegments().retention(Retention.keepSegments(4));
        final Path copy = directory.resolve("copy");
        try (ShmWriter<ByteBuffer> writer = channel(spec).openWriter())
        {
            write(writer, 0, 6 * PER_SEGMENT, LENGTH);
            final FileOperations files = new DelegatingFiles()
            {
                private int lists;

                @Override
                public List<String> list(final Path listed) throws IOException
                {
                    if (listed.equals(path()) && ++lists == when)
                    {
                        write(writer, writer.lastSequence() + 1, PER_SEGMENT, LENGTH);
                        conductor.doWork();
                    }
                    return super.list(listed);
                }
            };
            channel().fileOperations(files).backup(copy);
        }
        assertEquals(List.of(), at(copy).verify().findings());
    }

    /** Between the walk of one segment and that of the next. */
    @Test
    void shouldVerifyWhatIsKeptWhenAllThatWasThereIsDeletedMeanwhile()
    {
        writeAndClose(smallSegments().retention(Retention.keepSegments(2)), 4 * PER_SEGMENT, LENGTH);
        final FileOperations files = new DelegatingFiles()
        {
            private boolean deleted;

            @Override
            public Mapping map(
                final Path file, final boolean writable, final long length, final boolean eagerUnmapping)
                throws IOException
            {
                if (file.equals(segmentFile(3)) && !deleted)
                {
                    deleted = true;
                    writeAndClose(smallSegments().retention(Retention.keepSegments(2)), 5 * PER_SEGMENT, LENGTH);
                    assertFalse(Files.exists(file));
                }
                return super.map(file, writable, length, eagerUnmapping);
            }
        };
        assertEquals(List.of(), channel().fileOperations(files).verify().findings());
        assertFalse(Files.exists(segmentFile(3)));
    }

    @Test
    void shouldRestoreACopyThatHasNotAllThatWasKept()
    {
        final ChannelSpec spec = smallSegments().retention(Retention.keepSegments(4));
        writeAndClose(spec, 3 * PER_SEGMENT, LENGTH);
        final Path copy = directory.resolve("copy");
        Damage.copyDirectory(path(), copy, segmentFile(0).getFileName().toString());
        final Path restored = directory.resolve("restored");
        at(restored).restore(copy);
        assertTrue(at(restored).verify().isGood(), at(restored).verify().toString());
        try (ShmReader<ByteBuffer> reader = at(restored).openReader())
        {
            assertRecords(Records.readAll(reader), PER_SEGMENT, 2 * PER_SEGMENT, LENGTH);
        }
    }

    @Test
    void shouldPruneAChannelThatKeepsAll()
    {
        writeAndClose(smallSegments().timestamps(true), 5 * PER_SEGMENT - 100, LENGTH);
        final long before = channel().info().records();
        final long oldest = channel().info().oldestPosition();
        final PruneReport preview = channel().previewPrune(Retention.keepSegments(2));
        assertEquals(oldest, channel().info().oldestPosition());
        final PruneReport report = channel().prune(Retention.keepSegments(2));
        assertEquals(preview, report);
        assertEquals(0, report.firstSegment());
        assertEquals(report.segments() * FILE_LENGTH, report.bytes());
        final ChannelInfo info = channel().info();
        assertEquals(2, info.segments().size());
        assertEquals(report.oldestPosition(), info.oldestPosition());
        assertEquals(report.oldestSequence(), info.oldestSequence());
        assertEquals(before - report.records(), info.records());
        assertTrue(channel().verify().isGood());
        assertEquals(0, channel().prune(Retention.keepSegments(2)).segments());

        assertEquals(1, channel().prune(Retention.keepBytes(FILE_LENGTH)).segments());
        assertEquals(0, channel().prune(Retention.keepFor(Duration.ofDays(1))).segments());
        assertThrows(IllegalArgumentException.class, () -> channel().prune(Retention.KEEP_ALL));
        assertThrows(IllegalArgumentException.class, () -> channel().previewPrune(Retention.SINGLE_SEGMENT));
    }

    /** So that a power loss leaves at most one segment that is not retained. */
    @Test
    void shouldForceEachDeletionBeforeTheNext()
    {
        writeAndClose(smallSegments(), 5 * PER_SEGMENT, LENGTH);
        final List<String> steps = new ArrayList<>();
        final FileOperations recording = new DelegatingFiles()
        {
            @Override
            public void delete(final Path file) throws IOException
            {
                super.delete(file);
                if (file.toString().endsWith(".seg"))
                {
                    steps.add("delete");
                }
            }

            @Override
            public void forceDirectory(final Path directory) throws IOException
            {
                super.forceDirectory(directory);
                if (directory.equals(path()) && !steps.isEmpty())
                {
                    steps.add("force");
                }
            }
        };
        channel().fileOperations(recording).prune(Retention.keepSegments(1));
        assertEquals(List.of("delete", "force", "delete", "force", "delete", "force", "delete", "force"), steps);
    }

    @Test
    void shouldPruneADrainedChannel()
    {
        try (ShmWriter<ByteBuffer> writer = channel().openWriter())
        {
            write(writer, 0, 3 * PER_SEGMENT, LENGTH);
            writer.drain();
        }
        assertEquals(2, channel().prune(Retention.keepSegments(1)).segments());
        assertTrue(channel().verify().isGood());
        try (ShmReader<ByteBuffer> reader = channel().openReader())
        {
            assertRecords(Records.readAll(reader), 2 * PER_SEGMENT, PER_SEGMENT, LENGTH);
            assertEquals(ReaderState.DRAINED, reader.state());
        }
    }

    @Test
    void shouldLeaveThePruningToALiveOwner()
    {
        try (ShmWriter<ByteBuffer> writer = channel().openWriter())
        {
            write(writer, 0, 3 * PER_SEGMENT, LENGTH);
            assertThrows(ChannelLockedException.class, () -> channel().prune(Retention.keepSegments(1)));
            assertEquals(2, channel().previewPrune(Retention.keepSegments(1)).segments());
            assertEquals(0, channel().info().oldestPosition());
        }
    }

    @Test
    void shouldRefuseToPruneByTimeWithoutTimestamps()
    {
        writeAndClose(smallSegments(), 1, LENGTH);
        assertThrows(IllegalArgumentException.class, () -> channel().prune(Retention.keepFor(Duration.ofDays(1))));
    }

    @Test
    void shouldRefuseWhatCannotBeKept()
    {
        assertThrows(IllegalArgumentException.class, () -> Retention.keepSegments(0));
        assertThrows(IllegalArgumentException.class, () -> Retention.keepBytes(-1));
        assertThrows(IllegalArgumentException.class, () -> Retention.keepFor(Duration.ZERO));
        final ShmChannel<ByteBuffer> small =
            channel(smallSegments().retention(Retention.keepBytes(2 * FILE_LENGTH - 1)));
        assertThrows(IllegalArgumentException.class, small::create);
        final ShmChannel<ByteBuffer> timeless = channel(
            smallSegments().timestamps(false).retention(Retention.keepFor(Duration.ofDays(1))));
        assertThrows(IllegalArgumentException.class, timeless::create);
        assertFalse(channel().exists());
    }

    /** Reads everything and asserts that it begins where it should. */
    private void assertHoldsFrom(final int first, final int count)
    {
        final List<Records.Read> all = readAll();
        assertRecords(all, first, count, LENGTH);
        assertEquals(first, all.get(0).sequence());
    }
}
