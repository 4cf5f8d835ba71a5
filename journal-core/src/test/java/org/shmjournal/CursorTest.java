package org.shmjournal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.shmjournal.error.CorruptChannelException;
import org.shmjournal.error.CursorInUseException;
import org.shmjournal.error.JournalException;
import org.shmjournal.error.OvertakenException;
import org.shmjournal.error.PositionUnavailableException;
import org.shmjournal.error.StorageException;
import org.shmjournal.io.FileOperations;
import org.shmjournal.io.Mapping;
import org.shmjournal.layout.ControlLayout;
import org.shmjournal.layout.CursorLayout;
import org.shmjournal.testing.ChildJvm;
import org.shmjournal.testing.Damage;
import org.shmjournal.testing.DelegatingFiles;
import org.shmjournal.testing.Records;

class CursorTest extends ChannelFixture
{
    private static final int SLOTS = 3;
    private static final int LENGTH = 1000;
    private static final int PER_SEGMENT = RECORDS_END / 1008;
    private static final String NAME = "billing";

    private ChannelSpec ring()
    {
        return smallSegments().retention(Retention.ring(SLOTS));
    }

    private ChannelSpec keepingTwo()
    {
        return smallSegments().retention(Retention.keepSegments(2));
    }

    private Path cursorFile(final String name)
    {
        return path().resolve("cursors").resolve(name + ".cursor");
    }

    private void writeSegments(final ShmWriter<ByteBuffer> writer, final int segments)
    {
        write(writer, writer.lastSequence() + 1, segments * PER_SEGMENT, LENGTH);
    }

    /** Writes until the writer would have to wait. */
    private void writeUntilItWaits(final ShmWriter<ByteBuffer> writer)
    {
        conductor.doWork();
        while (writer.tryWrite(Records.buffer(writer.lastSequence() + 1, LENGTH)) > 0)
        {
            conductor.doWork();
        }
    }

    private void await(final String what, final BooleanSupplier condition)
    {
        final Patience patience = new Patience(what);
        while (!condition.getAsBoolean())
        {
            conductor.doWork();
            patience.check();
            Thread.onSpinWait();
        }
    }

    private CursorInfo onlyCursor()
    {
        final List<CursorInfo> cursors = channel().info().cursors();
        assertEquals(1, cursors.size(), cursors::toString);
        return cursors.get(0);
    }

    @Test
    void shouldGoOnWhereItsReaderEnded()
    {
        writeAndClose(smallSegments(), 100, LENGTH);
        final ShmChannel<ByteBuffer> channel = channel().cursor(NAME);
        for (int round = 0; round < 4; round++)
        {
            try (ShmReader<ByteBuffer> reader = channel.openReader())
            {
                assertEquals(round * 25L, reader.sequence());
                assertRecords(Records.read(reader, 25), round * 25L, 25, LENGTH);
            }
        }
        final CursorInfo cursor = onlyCursor();
        assertEquals(NAME, cursor.name());
        assertTrue(cursor.named());
        assertEquals(Gating.NONE, cursor.gating());
        assertEquals(100, cursor.sequence());
        assertFalse(cursor.inUse());
        assertEquals(0, cursor.readerPid());
    }

    @Test
    void shouldStandBehindWhatWasHandled()
    {
        writeAndClose(smallSegments(), 10, LENGTH);
        final ShmChannel<ByteBuffer> channel = channel().cursor(NAME);
        try (ShmReader<ByteBuffer> reader = channel.openReader())
        {
            final RecordHandler failing = (buffer, offset, length, context) -> {
                // Not before this has returned.
                assertEquals(0, onlyCursor().sequence());
                if (context.sequence() == 4)
                {
                    throw new IllegalStateException("as its handler may");
                }
            };
            assertThrows(IllegalStateException.class, () -> reader.poll(failing, 10));
            assertEquals(4, onlyCursor().sequence());
        }
        try (ShmReader<ByteBuffer> reader = channel.openReader())
        {
            assertEquals(4, reader.sequence());
        }
    }

    @Test
    void shouldHaveOneReaderAtATime()
    {
        writeAndClose(smallSegments(), 10, LENGTH);
        final ShmChannel<ByteBuffer> channel = channel().cursor(NAME);
        try (ShmReader<ByteBuffer> reader = channel.openReader())
        {
            assertEquals(0, reader.sequence());
            assertTrue(onlyCursor().inUse());
            final CursorInUseException refused = assertThrows(CursorInUseException.class, channel::openReader);
            assertTrue(refused.getMessage().contains("pid " + ProcessHandle.current().pid()), refused::getMessage);
            assertThrows(CursorInUseException.class, () -> channel().removeCursor(NAME, false));
        }
        channel.openReader().close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".hidden", "-x", "a/b", "unnamed-0123", "ä", "a b"})
    void shouldRefuseAStrangeName(final String name)
    {
        assertThrows(IllegalArgumentException.class, () -> channel().cursor(name));
    }

    @Test
    void shouldHoldBackTheDeletionOfSegments()
    {
        try (ShmWriter<ByteBuffer> writer = channel(keepingTwo()).openWriter())
        {
            final ShmReader<ByteBuffer> reader = channel().cursor(NAME).gating(Gating.RETENTION).openReader();
            writeSegments(writer, 8);
            assertEquals(0, channel().info().oldestPosition());
            assertRecords(Records.read(reader, 2 * PER_SEGMENT + 1), 0, 2 * PER_SEGMENT + 1, LENGTH);
            await("segments to go", () -> channel().info().oldestPosition() == 2L * SEGMENT_SIZE);
            // It goes on holding when nobody reads with it.
            reader.close();
            writeSegments(writer, 2);
            assertEquals(2L * SEGMENT_SIZE, channel().info().oldestPosition());
            assertTrue(channel().verify().isGood());
            assertTrue(channel().removeCursor(NAME, false));
            await("segments to go", () -> channel().info().oldestPosition() == 8L * SEGMENT_SIZE);
            assertFalse(channel().removeCursor(NAME, false));
        }
    }

    @Test
    void shouldNotKeepAWriterWaitingThatKeepsBytes()
    {
        final ChannelSpec spec = smallSegments().retention(Retention.keepBytes(3 * (SEGMENT_SIZE + DATA_OFFSET)));
        try (ShmWriter<ByteBuffer> writer = channel(spec).openWriter();
            ShmReader<ByteBuffer> reader = channel().gating(Gating.WRITER).openReader())
        {
            writeSegments(writer, 8);
            assertEquals(0, channel().info().oldestPosition());
            assertEquals(8 * PER_SEGMENT, Records.readAll(reader).size());
            await("segments to go", () -> channel().info().oldestPosition() >= 6L * SEGMENT_SIZE);
        }
    }

    /** As an owner leaves it who is killed in between. */
    @Test
    void shouldBeginBehindASegmentWhoseDeletionHasBegun()
    {
        writeAndClose(keepingTwo(), 2 * PER_SEGMENT, LENGTH);
        try (ShmReader<ByteBuffer> reader = channel().cursor(NAME).openReader())
        {
            assertEquals(10, Records.read(reader, 10).size());
        }
        Damage.putLong(controlFile(), ControlLayout.RETAINED_FROM, SEGMENT_SIZE);
        assertEquals(2 * PER_SEGMENT, readAll().size());
        try (ShmReader<ByteBuffer> reader = channel().gating(Gating.RETENTION).openReader())
        {
            assertEquals(PER_SEGMENT, reader.sequence());
            assertThrows(PositionUnavailableException.class, () -> reader.seekToSequence(1));
            assertEquals(PER_SEGMENT, reader.sequence());
            reader.seekToEnd();
            reader.seekToStart();
            assertRecords(Records.readAll(reader), PER_SEGMENT, PER_SEGMENT, LENGTH);
        }
        try (ShmReader<ByteBuffer> reader = channel().cursor(NAME).gating(Gating.RETENTION).openReader())
        {
            final OvertakenException lost = assertThrows(OvertakenException.class, () -> Records.read(reader, 1));
            assertEquals(PER_SEGMENT - 10, lost.lostRecords());
            assertEquals(SEGMENT_SIZE, lost.resumePosition());
        }
    }

    @Test
    void shouldTellOfWhatWasDeletedWhileNobodyRead()
    {
        final long left;
        try (ShmWriter<ByteBuffer> writer = channel(keepingTwo()).openWriter())
        {
            writeSegments(writer, 1);
            try (ShmReader<ByteBuffer> reader = channel().cursor(NAME).openReader())
            {
                Records.read(reader, 10);
                left = reader.position();
            }
            writeSegments(writer, 7);
        }
        try (ShmReader<ByteBuffer> reader = channel().cursor(NAME).openReader())
        {
            final OvertakenException lost = assertThrows(OvertakenException.class, () -> Records.read(reader, 1));
            assertEquals(left, lost.position());
            assertEquals(6L * PER_SEGMENT - 10, lost.lostRecords());
            assertRecords(Records.readAll(reader), 6L * PER_SEGMENT, 2 * PER_SEGMENT, LENGTH);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldStopGatingWhenItsProcessIsKilled(final boolean stoppedBefore) throws IOException, InterruptedException
    {
        try (ShmWriter<ByteBuffer> writer = channel(ring()).openWriter())
        {
            final Process reader = ChildJvm.of(CursorReaderMain.class).start(path().toString(), "WRITER");
            try
            {
                firstLine(reader);
                writeUntilItWaits(writer);
                if (stoppedBefore)
                {
                    assertEquals(0, signal(reader, "STOP"));
                    // A second time the conductor has looked after it, and it is alive.
                    final long epoch = System.nanoTime();
                    await("some looks at the cursors", () -> System.nanoTime() - epoch > 400_000_000L);
                    assertEquals(WriteStatus.BACK_PRESSURED, writer.tryWrite(Records.buffer(0, LENGTH)));
                    assertEquals(1, channel().info().cursors().size());
                }
            }
            finally
            {
                reader.destroyForcibly().waitFor();
            }
            await("the writer to go on",
                () -> writer.tryWrite(Records.buffer(writer.lastSequence() + 1, LENGTH)) > 0);
            assertEquals(List.of(), channel().info().cursors());
            writeSegments(writer, 5);
        }
    }

    @Test
    void shouldGoOnGatingUnderAName() throws IOException, InterruptedException
    {
        try (ShmWriter<ByteBuffer> writer = channel(ring()).openWriter())
        {
            final Process reader = ChildJvm.of(CursorReaderMain.class).start(path().toString(), "WRITER", NAME);
            try
            {
                firstLine(reader);
            }
            finally
            {
                reader.destroyForcibly().waitFor();
            }
            writeUntilItWaits(writer);
            final long last = writer.lastSequence();
            assertEquals(reader.pid(), onlyCursor().readerPid());
            assertFalse(onlyCursor().inUse());
            try (ShmReader<ByteBuffer> again = channel().cursor(NAME).openReader())
            {
                assertEquals(Gating.WRITER, again.gating());
                assertRecords(Records.readAll(again), 0, (int)last + 1, LENGTH);
                writeSegments(writer, 1);
                assertRecords(Records.readAll(again), last + 1, PER_SEGMENT, LENGTH);
            }
            assertTrue(channel().removeCursor(NAME, false));
            writeSegments(writer, 10);
        }
    }

    @Test
    void shouldBeRevokedWhenItLagsTooFar()
    {
        final List<String> revoked = new ArrayList<>();
        final ChannelListener listener = new ChannelListener()
        {
            @Override
            public void onCursorRevoked(final String name, final long position)
            {
                revoked.add(name + "@" + position);
            }
        };
        try (ShmWriter<ByteBuffer> writer = channel(ring()).listener(listener).openWriter();
            ShmReader<ByteBuffer> reader =
                channel().cursor(NAME).gating(Gating.WRITER).maxLag(SEGMENT_SIZE).openReader())
        {
            writeSegments(writer, 1);
            assertEquals(10, Records.read(reader, 10).size());
            final long position = reader.position();
            writeSegments(writer, 6);
            assertEquals(List.of(NAME + "@" + position), revoked);
            assertTrue(onlyCursor().revoked());
            final OvertakenException lost = assertThrows(OvertakenException.class, () -> Records.read(reader, 1));
            assertEquals(position, lost.position());
            final int rest = Records.readAll(reader).size();
            assertEquals(7L * PER_SEGMENT, 10 + lost.lostRecords() + rest);
            assertFalse(onlyCursor().revoked());
            // It holds back again.
            writeSegments(writer, 1);
            assertRecords(Records.readAll(reader), 7L * PER_SEGMENT, PER_SEGMENT, LENGTH);
        }
    }

    @Test
    void shouldBeTakenFromAReader()
    {
        try (ShmWriter<ByteBuffer> writer = channel(ring()).openWriter();
            ShmReader<ByteBuffer> reader = channel().cursor(NAME).gating(Gating.WRITER).openReader())
        {
            writeUntilItWaits(writer);
            assertTrue(channel().removeCursor(NAME, true));
            writeSegments(writer, 6);
            final long end = writer.lastSequence() + 1;
            final List<OvertakenException> losses = new ArrayList<>();
            long read = 0;
            while (reader.sequence() < end)
            {
                try
                {
                    read += Records.read(reader, 10).size();
                }
                catch (final OvertakenException ex)
                {
                    losses.add(ex);
                }
            }
            assertEquals(1, losses.size());
            assertTrue(read + losses.get(0).lostRecords() >= end);
            assertEquals(Gating.NONE, reader.gating());
            assertEquals(List.of(), channel().info().cursors());
        }
    }

    /** What was handled in place before that may have been overwritten while it was. */
    @Test
    void shouldTellOfWhatWasHandledInFrontOfAFailureWhenItIsTaken()
    {
        try (ShmWriter<ByteBuffer> writer = channel(ring()).openWriter();
            ShmReader<ByteBuffer> reader = channel().cursor(NAME).gating(Gating.WRITER).openReader())
        {
            writeSegments(writer, 1);
            final RecordHandler failing = (buffer, offset, length, context) -> {
                if (context.sequence() == 3)
                {
                    assertTrue(channel().removeCursor(NAME, true));
                    writeSegments(writer, 6);
                    throw new IllegalStateException("as its handler may");
                }
            };
            assertThrows(IllegalStateException.class, () -> reader.poll(failing, 10));
            // What others were handed before may be wrong, too: the whole batch counts as lost.
            final OvertakenException lost = assertThrows(OvertakenException.class, () -> Records.read(reader, 1));
            assertEquals(0, lost.position());
            assertEquals(7L * PER_SEGMENT, lost.lostRecords() + Records.readAll(reader).size());
        }
    }

    /** The slot of the segment in which it reads is half overwritten, and the next one is gone. */
    @Test
    void shouldTellOfWhatWasHandledInFrontOfASegmentThatIsGoneWhenItIsTaken()
    {
        try (ShmWriter<ByteBuffer> writer = channel(ring()).openWriter();
            ShmReader<ByteBuffer> reader = channel().cursor(NAME).gating(Gating.WRITER).openReader())
        {
            writeSegments(writer, 2);
            final RecordHandler slow = (buffer, offset, length, context) -> {
                if (context.sequence() == PER_SEGMENT - 1)
                {
                    assertTrue(channel().removeCursor(NAME, true));
                    write(writer, writer.lastSequence() + 1, PER_SEGMENT + PER_SEGMENT / 2 + 2, LENGTH);
                    conductor.doWork();
                }
            };
            final OvertakenException lost =
                assertThrows(OvertakenException.class, () -> reader.poll(slow, 2 * PER_SEGMENT));
            assertEquals(0, lost.position());
            assertEquals(2L * SEGMENT_SIZE, lost.resumePosition());
            assertEquals(2L * PER_SEGMENT, lost.lostRecords());
        }
    }

    @Test
    void shouldLeaveNoLockOfAReaderThatDiedBeforeItHadItsCursor() throws IOException
    {
        final Path left = path().resolve("cursors").resolve("unnamed-0123456789abcdef.lock.tmp");
        try (ShmWriter<ByteBuffer> writer = channel(ring()).openWriter())
        {
            Files.createFile(left);
            writeSegments(writer, 1);
            await("the removal of a lock that nobody has", () -> !Files.exists(left));
        }
    }

    /** By its owner, who comes before it has been locked. */
    @Test
    void shouldGetACursorWhenItsLockIsRemovedMeanwhile()
    {
        final List<Path> locks = new ArrayList<>();
        final FileOperations files = new DelegatingFiles()
        {
            @Override
            public FileChannel lock(final Path file) throws IOException
            {
                locks.add(file);
                if (locks.size() == 1)
                {
                    Files.delete(file);
                }
                return locks.size() == 2 ? null : super.lock(file);
            }
        };
        try (ShmWriter<ByteBuffer> writer = channel(ring()).openWriter();
            ShmReader<ByteBuffer> reader =
                channel().fileOperations(files).gating(Gating.WRITER).openReader())
        {
            assertEquals(3, locks.size());
            assertEquals(locks.get(0), locks.get(1));
            assertNotEquals(locks.get(0), locks.get(2));
            writeUntilItWaits(writer);
            assertEquals(writer.lastSequence() + 1, Records.readAll(reader).size());
        }
    }

    @Test
    void shouldBeSetBackWhenItIsAheadOfTheData()
    {
        writeAndClose(smallSegments(), 10, LENGTH);
        try (ShmReader<ByteBuffer> reader = channel().cursor(NAME).openReader())
        {
            assertEquals(10, Records.readAll(reader).size());
        }
        final long ahead = 40 * 1008;
        Damage.putLong(cursorFile(NAME), CursorLayout.POSITION, ahead);
        final List<String> told = new ArrayList<>();
        final ChannelListener listener = new ChannelListener()
        {
            @Override
            public void onCursorClamped(final String name, final long from, final long to)
            {
                told.add(name + ": " + from + " to " + to);
            }
        };
        final long end;
        try (ShmWriter<ByteBuffer> writer = channel().listener(listener).openWriter())
        {
            end = writer.position();
            assertEquals(List.of(NAME + ": " + ahead + " to " + end), told);
            write(writer, 10, 5, LENGTH);
        }
        try (ShmReader<ByteBuffer> reader = channel().cursor(NAME).openReader())
        {
            assertRecords(Records.readAll(reader), 10, 5, LENGTH);
        }
    }

    @Test
    void shouldBeginAtTheEndWhenItIsAheadAndNobodyHasSetItBack()
    {
        writeAndClose(smallSegments(), 10, LENGTH);
        channel().cursor(NAME).openReader().close();
        Damage.putLong(cursorFile(NAME), CursorLayout.POSITION, 40 * 1008);
        try (ShmReader<ByteBuffer> reader = channel().cursor(NAME).openReader())
        {
            assertEquals(10, reader.sequence());
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {CursorLayout.MAGIC, CursorLayout.INSTANCE_ID, CursorLayout.NAME, CursorLayout.CRC})
    void shouldBeRefusedWhenItIsDamaged(final int where) throws IOException
    {
        writeAndClose(smallSegments(), 10, LENGTH);
        channel().cursor(NAME).openReader().close();
        Damage.flipBit(cursorFile(NAME), where, 0);
        final CorruptChannelException damaged =
            assertThrows(CorruptChannelException.class, () -> channel().cursor(NAME).openReader());
        assertEquals(cursorFile(NAME), damaged.path());
        final List<JournalException> refused = new ArrayList<>();
        final ChannelListener listener = new ChannelListener()
        {
            @Override
            public void onCursorRefused(final JournalException reason)
            {
                refused.add(reason);
            }
        };
        try (ShmWriter<ByteBuffer> writer = channel().listener(listener).openWriter())
        {
            write(writer, 10, 10, LENGTH);
            assertEquals(1, refused.size());
            assertEquals(cursorFile(NAME), refused.get(0).path());
        }
        assertEquals(1, channel().info().problems().size());
        assertTrue(channel().removeCursor(NAME, false));
        assertFalse(Files.exists(cursorFile(NAME)));
    }

    private void assertTyped(final Executable look)
    {
        try
        {
            look.execute();
        }
        catch (final JournalException expected)
        {
            assertNotNull(expected.path());
        }
        catch (final Throwable other)
        {
            throw new AssertionError("no typed error", other);
        }
    }

    private void assertLookedAtSafely(final boolean asOwner)
    {
        assertTyped(() -> channel().info());
        assertTyped(() -> channel().cursor(NAME).openReader().close());
        if (asOwner)
        {
            assertTyped(() -> {
                try (ShmWriter<ByteBuffer> writer = channel(ring()).openWriter())
                {
                    write(writer, writer.lastSequence() + 1, 1, 8);
                }
            });
        }
        assertTyped(() -> channel().removeCursor(NAME, true));
        assertFalse(Files.exists(cursorFile(NAME)));
    }

    private static int[] bits()
    {
        // Some of each byte's and word's, in turn.
        return IntStream.concat(IntStream.iterate(0, bit -> bit < CursorLayout.HEADER_LENGTH * 8, bit -> bit + 9),
            IntStream.of(CursorLayout.GATING, CursorLayout.REVOKED, CursorLayout.MAX_LAG, CursorLayout.POSITION,
                CursorLayout.SEQUENCE, CursorLayout.READER_PID, CursorLayout.READER_START)
                .flatMap(word -> IntStream.iterate(word * 8, bit -> bit < (word + Long.BYTES) * 8, bit -> bit + 3)))
            .toArray();
    }

    @Test
    void shouldHarmNobodyWhateverBitOfItIsFlipped() throws IOException
    {
        writeAndClose(ring(), 10, LENGTH);
        try (ShmReader<ByteBuffer> reader = channel().cursor(NAME).gating(Gating.WRITER).openReader())
        {
            Records.read(reader, 5);
        }
        final byte[] good = Files.readAllBytes(cursorFile(NAME));
        final int[] bits = bits();
        for (int i = 0; i < bits.length; i++)
        {
            Files.write(cursorFile(NAME), good);
            Damage.flipBit(cursorFile(NAME), bits[i] / 8, bits[i] % 8);
            assertLookedAtSafely(i % 16 == 0);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 255, 256, 1024, 1408, 4095, 4097})
    void shouldHarmNobodyWhateverItsLengthIs(final int length) throws IOException
    {
        writeAndClose(ring(), 10, LENGTH);
        channel().cursor(NAME).openReader().close();
        Files.write(cursorFile(NAME), Arrays.copyOf(Files.readAllBytes(cursorFile(NAME)), length));
        assertEquals(1, channel().info().problems().size());
        assertThrows(CorruptChannelException.class, () -> channel().cursor(NAME).openReader());
        assertLookedAtSafely(true);
    }

    @Test
    void shouldNotBeMadeBehindALink() throws IOException
    {
        writeAndClose(smallSegments(), 10, LENGTH);
        final Path elsewhere = Files.createDirectory(directory.resolve("elsewhere"));
        Files.createSymbolicLink(path().resolve("cursors"), elsewhere);
        final StorageException refused =
            assertThrows(StorageException.class, () -> channel().cursor(NAME).openReader());
        assertTrue(refused.getMessage().contains("not a directory"), refused::getMessage);
        assertEquals(1, channel().info().problems().size());
        try (Stream<Path> files = Files.list(elsewhere))
        {
            assertEquals(List.of(), files.toList());
        }
    }

    @Test
    void shouldBeRefusedWhereNoRecordBegins()
    {
        writeAndClose(smallSegments(), 10, LENGTH);
        channel().cursor(NAME).openReader().close();
        Damage.putLong(cursorFile(NAME), CursorLayout.POSITION, 16);
        final CorruptChannelException damaged =
            assertThrows(CorruptChannelException.class, () -> channel().cursor(NAME).openReader());
        assertNotNull(damaged.path());
    }

    @Test
    void shouldHoldBackFromWhereItSeeks()
    {
        try (ShmWriter<ByteBuffer> writer = channel(keepingTwo()).openWriter();
            ShmReader<ByteBuffer> reader = channel().gating(Gating.RETENTION).openReader())
        {
            writeSegments(writer, 4);
            reader.seekToEnd();
            await("segments to go", () -> channel().info().oldestPosition() == 2L * SEGMENT_SIZE);
            reader.seekToStart();
            writeSegments(writer, 3);
            assertEquals(2L * SEGMENT_SIZE, channel().info().oldestPosition());
            assertRecords(Records.readAll(reader), 2L * PER_SEGMENT, 5 * PER_SEGMENT, LENGTH);
        }
    }

    /** Files of which the owner cannot have some, as those of another user. */
    private static final class BlindFiles extends DelegatingFiles
    {
        private volatile String unmapped = "-";
        private volatile String unlisted = "-";

        @Override
        public Mapping map(final Path file, final boolean writable, final long length, final boolean eagerUnmapping)
            throws IOException
        {
            if (file.toString().endsWith(unmapped))
            {
                throw new AccessDeniedException(file.toString());
            }
            return super.map(file, writable, length, eagerUnmapping);
        }

        @Override
        public List<String> list(final Path listed) throws IOException
        {
            if (listed.toString().endsWith(unlisted))
            {
                throw new IOException("Too many open files");
            }
            return super.list(listed);
        }
    }

    private static ChannelListener refusals(final List<JournalException> refused)
    {
        return new ChannelListener()
        {
            @Override
            public void onCursorRefused(final JournalException reason)
            {
                refused.add(reason);
            }
        };
    }

    private static void refuse(final long sequence)
    {
        throw new IllegalStateException("as the handler of " + sequence + " may");
    }

    /** Its reader reads in place, and nobody marks the cursor for it. */
    @Test
    void shouldTellItsReaderWhatItLostWhenTheOwnerCannotSeeIt()
    {
        final BlindFiles files = new BlindFiles();
        files.unmapped = ".cursor";
        final List<JournalException> refused = new ArrayList<>();
        try (ShmWriter<ByteBuffer> writer =
            channel(ring()).fileOperations(files).listener(refusals(refused)).openWriter();
            ShmReader<ByteBuffer> reader = channel().cursor(NAME).gating(Gating.WRITER).openReader())
        {
            writeSegments(writer, 1);
            assertEquals(10, Records.read(reader, 10).size());
            final long position = reader.position();
            writeSegments(writer, 6);
            assertEquals(1, refused.size());
            assertEquals(cursorFile(NAME), refused.get(0).path());
            final OvertakenException lost = assertThrows(OvertakenException.class, () -> Records.read(reader, 1));
            assertEquals(position, lost.position());
            final List<Records.Read> rest = Records.readAll(reader);
            assertEquals(7L * PER_SEGMENT, 10 + lost.lostRecords() + rest.size());

            // As soon as it can be seen, it is heeded.
            files.unmapped = "-";
            await("the cursor to be heeded", () -> {
                writer.tryWrite(Records.buffer(writer.lastSequence() + 1, LENGTH));
                return channel().info().rollWaits() > 0;
            });
            final long next = reader.sequence();
            assertRecords(Records.readAll(reader), next, (int)(writer.lastSequence() + 1 - next), LENGTH);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldTellItsReaderOfTheWholeBatchThatWasOvertakenWhileItWasHandled(final boolean fails)
    {
        final BlindFiles files = new BlindFiles();
        files.unmapped = ".cursor";
        try (ShmWriter<ByteBuffer> writer = channel(ring()).fileOperations(files).openWriter();
            ShmReader<ByteBuffer> reader = channel().cursor(NAME).gating(Gating.WRITER).openReader())
        {
            writeSegments(writer, 1);
            assertEquals(10, Records.read(reader, 10).size());
            final long batch = reader.position();
            final RecordHandler slow = (buffer, offset, length, context) -> {
                if (context.sequence() == 15)
                {
                    writeSegments(writer, 6);
                    if (fails)
                    {
                        refuse(context.sequence());
                    }
                }
            };
            if (fails)
            {
                assertThrows(IllegalStateException.class, () -> reader.poll(slow, 20));
            }
            final OvertakenException lost =
                assertThrows(OvertakenException.class, () -> reader.poll(slow, 20));
            assertEquals(batch, lost.position());
            assertEquals(reader.sequence() - 10, lost.lostRecords());
            assertEquals(7L * PER_SEGMENT, reader.sequence() + Records.readAll(reader).size());
        }
    }

    @Test
    void shouldBeHeededWhenItTakesThePlaceOfADamagedOne()
    {
        writeAndClose(ring(), 1, LENGTH);
        channel().cursor(NAME).openReader().close();
        Damage.flipBit(cursorFile(NAME), CursorLayout.MAGIC, 0);
        final List<JournalException> refused = new ArrayList<>();
        try (ShmWriter<ByteBuffer> writer = channel(ring()).listener(refusals(refused)).openWriter())
        {
            assertEquals(1, refused.size());
            // The owner does not look between the two.
            assertTrue(channel().removeCursor(NAME, false));
            try (ShmReader<ByteBuffer> reader = channel().cursor(NAME).gating(Gating.WRITER).openReader())
            {
                assertKeepsTheWriterWaiting(writer, reader);
            }
        }
    }

    private void assertKeepsTheWriterWaiting(final ShmWriter<ByteBuffer> writer, final ShmReader<ByteBuffer> reader)
    {
        final long first = reader.sequence();
        int written = 0;
        conductor.doWork();
        while (written < 2 * SLOTS * PER_SEGMENT &&
            writer.tryWrite(Records.buffer(writer.lastSequence() + 1, LENGTH)) > 0)
        {
            conductor.doWork();
            written++;
        }
        assertTrue(written < 2 * SLOTS * PER_SEGMENT, "nobody waits for the reader");
        assertRecords(Records.readAll(reader), first, (int)(writer.lastSequence() + 1 - first), LENGTH);
    }

    /** Where others are told of a change there is something else. */
    @Test
    void shouldBeHeededWhenChangesCannotBeTold() throws IOException
    {
        writeAndClose(ring(), 1, LENGTH);
        Files.deleteIfExists(path().resolve("cursors").resolve("changes"));
        Files.createDirectory(path().resolve("cursors").resolve("changes"));
        final List<JournalException> refused = new ArrayList<>();
        try (ShmWriter<ByteBuffer> writer = channel(ring()).listener(refusals(refused)).openWriter();
            ShmReader<ByteBuffer> reader = channel().gating(Gating.WRITER).openReader())
        {
            assertKeepsTheWriterWaiting(writer, reader);
            assertEquals(1, refused.size(), refused::toString);
            assertEquals(path().resolve("cursors").resolve("changes"), refused.get(0).path());
        }
    }

    @Test
    void shouldHoldAllBackWhileItsDirectoryCannotBeListed()
    {
        final BlindFiles files = new BlindFiles();
        final List<JournalException> refused = new ArrayList<>();
        try (ShmWriter<ByteBuffer> writer =
            channel(ring()).fileOperations(files).listener(refusals(refused)).openWriter())
        {
            files.unlisted = "cursors";
            try (ShmReader<ByteBuffer> reader = channel().gating(Gating.WRITER).openReader())
            {
                assertKeepsTheWriterWaiting(writer, reader);
            }
            assertEquals(1, refused.size(), refused::toString);
            files.unlisted = "-";
            await("the writer to go on",
                () -> writer.tryWrite(Records.buffer(writer.lastSequence() + 1, LENGTH)) > 0);
        }
    }

    @Test
    void shouldGoWithItsReaderWhateverIsWrongWithAnother() throws IOException, InterruptedException
    {
        final List<JournalException> refused = new ArrayList<>();
        try (ShmWriter<ByteBuffer> writer = channel(ring()).listener(refusals(refused)).openWriter())
        {
            final Path strange = Files.createDirectory(path().resolve("cursors").resolve("unnamed-0.lock"));
            final Process reader = ChildJvm.of(CursorReaderMain.class).start(path().toString(), "WRITER");
            try
            {
                firstLine(reader);
                writeUntilItWaits(writer);
            }
            finally
            {
                reader.destroyForcibly().waitFor();
            }
            await("the writer to go on",
                () -> writer.tryWrite(Records.buffer(writer.lastSequence() + 1, LENGTH)) > 0);
            assertEquals(List.of(strange), refused.stream().map(JournalException::path).toList());
        }
    }

    @Test
    void shouldBeTakenFromAReaderWhenItIsDamaged()
    {
        try (ShmWriter<ByteBuffer> writer = channel(ring()).openWriter();
            ShmReader<ByteBuffer> reader = channel().cursor(NAME).gating(Gating.WRITER).openReader())
        {
            writeSegments(writer, 1);
            Damage.flipBit(cursorFile(NAME), CursorLayout.CRC, 0);
            assertThrows(CursorInUseException.class, () -> channel().removeCursor(NAME, false));
            assertTrue(channel().removeCursor(NAME, true));
            assertFalse(Files.exists(cursorFile(NAME)));
            writeSegments(writer, 6);
            assertThrows(OvertakenException.class, () -> Records.read(reader, 1));
        }
    }

    private static String firstLine(final Process process) throws IOException
    {
        final String line = new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8)).readLine();
        assertTrue(line != null && line.startsWith("OPEN"), line);
        return line;
    }

    private static int signal(final Process process, final String name) throws IOException, InterruptedException
    {
        return new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start().waitFor();
    }
}
