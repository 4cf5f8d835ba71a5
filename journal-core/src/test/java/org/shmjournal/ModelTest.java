package org.shmjournal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import org.shmjournal.testing.Damage;
import org.shmjournal.testing.QuickFiles;
import org.shmjournal.testing.Records;

/** Whatever an owner and three readers do in whatever order, a list does the same. */
class ModelTest
{
    private static final int SMALL_SEGMENT = 64 * 1024;
    /** Of several strides of the index. */
    private static final int LARGE_SEGMENT = 4 * SMALL_SEGMENT;
    private static final int MAX_RECORD_LENGTH = SMALL_SEGMENT / 4;
    private static final int READERS = 3;

    /** What may be done; the number says how long, how many, or where. */
    enum Action
    {
        WRITE, WRITE_BYTES, CLAIM, ABORT, FAIL, HEARTBEAT, FLUSH, REOPEN, RECOVER, TERMINATE, BACKUP, POLL, SEEK,
        SEEK_TO_SEQUENCE, SEEK_TO_END
    }

    /** One thing that is done. */
    record Step(Action action, int number)
    {
    }

    /** A record of the model. */
    private record Written(long position, int length)
    {
    }

    @Provide
    Arbitrary<List<Step>> scripts()
    {
        final Arbitrary<Action> actions = Arbitraries.frequency(
            Tuple.of(20, Action.WRITE), Tuple.of(6, Action.WRITE_BYTES), Tuple.of(6, Action.CLAIM),
            Tuple.of(3, Action.ABORT), Tuple.of(3, Action.FAIL), Tuple.of(3, Action.HEARTBEAT),
            Tuple.of(1, Action.FLUSH), Tuple.of(2, Action.REOPEN), Tuple.of(1, Action.RECOVER),
            Tuple.of(1, Action.TERMINATE), Tuple.of(1, Action.BACKUP), Tuple.of(10, Action.POLL),
            Tuple.of(3, Action.SEEK), Tuple.of(2, Action.SEEK_TO_SEQUENCE), Tuple.of(1, Action.SEEK_TO_END));
        final Arbitrary<Integer> numbers = Arbitraries.frequencyOf(
            Tuple.of(6, Arbitraries.integers().between(0, 40)),
            Tuple.of(6, Arbitraries.integers().between(0, MAX_RECORD_LENGTH)),
            Tuple.of(1, Arbitraries.integers().between(MAX_RECORD_LENGTH - 16, MAX_RECORD_LENGTH)));
        return Combinators.combine(actions, numbers).as(Step::new).list().ofMinSize(1).ofMaxSize(120);
    }

    @Provide
    Arbitrary<ChannelSpec> specs()
    {
        return Combinators.combine(Arbitraries.of(SMALL_SEGMENT, LARGE_SEGMENT), Arbitraries.of(true, false),
            Arbitraries.of(true, false), Arbitraries.of(Durability.class)).as(ModelTest::spec);
    }

    private static ChannelSpec spec(
        final int size, final boolean checksums, final boolean timestamps, final Durability durability)
    {
        final ChannelSpec spec = ChannelSpec.defaults().segmentSize(size).maxRecordLength(MAX_RECORD_LENGTH)
            .timestamps(timestamps).durability(durability);
        return switch (durability)
        {
            case PROCESS -> spec.checksums(checksums);
            case PERIODIC -> spec.forceEvery(checksums ? 1 : MAX_RECORD_LENGTH);
            case SYNC -> spec;
        };
    }

    @Property(tries = 200, edgeCases = EdgeCasesMode.NONE)
    void shouldDoWhatAListDoes(
        @ForAll("scripts") final List<Step> script, @ForAll("specs") final ChannelSpec spec) throws IOException
    {
        final Path directory = Files.createTempDirectory("model");
        try (Run run = new Run(directory, spec))
        {
            script.forEach(run::step);
            run.end();
        }
        finally
        {
            // With the quarantine of what failed encodings and aborted claims left behind the end.
            Damage.deleteTree(directory);
        }
    }

    /** A channel and its model, side by side. */
    private static final class Run implements AutoCloseable
    {
        private final Conductor conductor = Conductor.builder().workers(0).build();
        private final FailingFormat format = new FailingFormat();
        private final List<Written> model = new ArrayList<>();
        private final ShmChannel<ByteBuffer> channel;
        private final Path directory;
        private final Durability durability;
        private final int headerLength;
        private final int segmentSize;
        private final int recordsEnd;
        private final List<Reading> readings = new ArrayList<>();
        private ShmWriter<ByteBuffer> writer;
        private long position;
        private boolean closeIsNewest;
        private long boot = 1;

        private Run(final Path directory, final ChannelSpec spec)
        {
            segmentSize = spec.segmentSize();
            recordsEnd = segmentSize - 16;
            channel = ShmChannel.at(directory)
                .spec(spec)
                .conductor(conductor)
                .idleStrategy(() -> new ConductingIdle(conductor))
                .fileOperations(new QuickFiles());
            headerLength = spec.timestamps() ? 16 : 8;
            this.directory = directory;
            durability = spec.durability();
            open();
            for (int i = 0; i < READERS; i++)
            {
                readings.add(new Reading());
            }
        }

        private void step(final Step step)
        {
            final int number = step.number();
            final Reading reading = readings.get(number % READERS);
            switch (step.action())
            {
                case WRITE -> added(writer.write(payload(number)), number);
                case WRITE_BYTES -> added(writer.writeBytes(payload(number)), number);
                case CLAIM -> claim(number);
                case ABORT -> writer.claim(number).abort();
                case FAIL -> fail(number);
                case HEARTBEAT -> heartbeat();
                case FLUSH -> flush();
                case REOPEN -> reopen();
                case RECOVER -> recover();
                case TERMINATE -> terminate();
                case BACKUP -> backup();
                case POLL -> reading.poll(number % 100);
                case SEEK -> reading.seek(number % (model.size() + 1));
                case SEEK_TO_SEQUENCE -> reading.seekToSequence(number % (model.size() + 1));
                default -> reading.seekToEnd();
            }
            assertEquals(position, writer.position());
            assertEquals(model.size() - 1, writer.lastSequence());
            assertEquals(Math.max(0, recordsEnd - position % segmentSize), writer.available());
        }

        private ByteBuffer payload(final int length)
        {
            return Records.buffer(model.size(), length);
        }

        /** Where a word and what belongs to it goes, rolling first if it does not fit. */
        private long take(final int length)
        {
            if (position % segmentSize + length > recordsEnd)
            {
                position = (position / segmentSize + 1) * segmentSize;
            }
            final long taken = position;
            position += length;
            closeIsNewest = false;
            return taken;
        }

        private void added(final int taken, final int length)
        {
            assertEquals((headerLength + length + 7) / 8 * 8, taken);
            model.add(new Written(take(taken), length));
            assertEquals(model.get(model.size() - 1).position(), writer.lastPosition());
        }

        /** Claims as much as is allowed or twice as much as is needed, whichever is less. */
        private void claim(final int length)
        {
            final int room = (int)Math.max(0, recordsEnd - position % segmentSize - headerLength);
            final int claimed = length <= room ? Math.max(length, Math.min(room, Math.min(2 * length,
                MAX_RECORD_LENGTH))) : length;
            try (RecordClaim claim = writer.claim(claimed))
            {
                claim.buffer().put(claim.offset(), Records.payload(model.size(), length));
                added(claim.commit(length), length);
            }
        }

        private void fail(final int length)
        {
            format.failure = new IllegalStateException("meant to fail");
            assertThrows(IllegalStateException.class, () -> writer.write(payload(length)));
            format.failure = null;
        }

        private void heartbeat()
        {
            // It never waits, and so is not sure to find the segment that it needs.
            conductor.doWork();
            assertEquals(8, writer.heartbeat());
            take(8);
        }

        private void flush()
        {
            writer.flush();
            assertEquals(position, writer.durablePosition());
        }

        private void reopen()
        {
            closeWriter();
            assertEquals(position, channel.info().durablePosition());
            open();
        }

        /** On another boot: either it closed, or each record is whole. */
        private void recover()
        {
            if (durability == Durability.PROCESS)
            {
                closeWriter();
            }
            else
            {
                writer.terminate();
                writer.close();
            }
            boot++;
            final List<Long> at = readings.stream().map(reading -> reading.reader.position()).toList();
            readings.forEach(reading -> reading.reader.close());
            final RecoveryReport report = channel().recover();
            assertEquals(position, report.endPosition());
            assertEquals(model.size(), report.endSequence());
            assertEquals(position, channel().info().durablePosition());
            for (int i = 0; i < READERS; i++)
            {
                readings.get(i).reader = channel().openReader();
                readings.get(i).reader.seek(at.get(i));
            }
            open();
        }

        /** As after a kill. */
        private void terminate()
        {
            writer.terminate();
            writer.close();
            readings.forEach(reading -> assertEquals(ReaderState.TERMINATED, reading.reader.state()));
            open();
        }

        private void backup()
        {
            final Path copy = directory.resolveSibling(directory.getFileName() + "-copy");
            try
            {
                assertEquals(position, channel().backup(copy));
                assertEquals(List.of(), ShmChannel.at(copy).verify().findings());
                try (ShmReader<ByteBuffer> copied = ShmChannel.at(copy).durableOnly().openReader())
                {
                    assertHoldsAll(Records.readAll(copied));
                }
            }
            finally
            {
                Damage.deleteDirectory(copy);
            }
        }

        private void assertHoldsAll(final List<Records.Read> records)
        {
            assertEquals(model.size(), records.size());
            for (int i = 0; i < records.size(); i++)
            {
                assertEquals(model.get(i).position(), records.get(i).position());
                assertArrayEquals(Records.payload(i, model.get(i).length()), records.get(i).payload());
            }
        }

        private void open()
        {
            writer = channel().format(format).openWriter();
        }

        private ShmChannel<ByteBuffer> channel()
        {
            return channel.bootId(() -> boot);
        }

        private void closeWriter()
        {
            writer.close();
            position += closeIsNewest ? 0 : 8;
            closeIsNewest = true;
        }

        /** The channel is closed, and everything is there. */
        private void end()
        {
            if (model.size() % 2 == 0)
            {
                closeWriter();
            }
            else
            {
                writer.drain();
                closeIsNewest = true;
            }
            final ReaderState end = model.size() % 2 == 0 ? ReaderState.CLOSED : ReaderState.DRAINED;
            for (final Reading reading : readings)
            {
                reading.readAll();
                assertEquals(end, reading.reader.state());
                reading.seek(0);
                reading.readAll();
            }
            final VerifyReport report = channel().verify();
            assertEquals(List.of(), report.findings());
            assertEquals(model.size(), report.records());
            assertEquals(position, channel().info().endPosition());
        }

        @Override
        public void close()
        {
            readings.forEach(reading -> reading.reader.close());
            writer.close();
        }

        /** A reader, and what of the model it comes to next. */
        private final class Reading
        {
            private ShmReader<ByteBuffer> reader = channel().openReader();
            private int cursor;

            private void poll(final int limit)
            {
                final List<Records.Read> read = new ArrayList<>();
                assertEquals(Math.min(limit, model.size() - cursor), reader.poll(Records.collector(read), limit));
                check(read);
                if (cursor < model.size() || !closeIsNewest)
                {
                    assertEquals(ReaderState.ACTIVE, reader.state());
                }
            }

            private void readAll()
            {
                check(Records.readAll(reader));
                assertEquals(model.size(), cursor);
            }

            private void check(final List<Records.Read> read)
            {
                for (final Records.Read record : read)
                {
                    assertEquals(cursor, record.sequence());
                    assertEquals(model.get(cursor).position(), record.position());
                    assertArrayEquals(Records.payload(cursor, model.get(cursor).length()), record.payload());
                    cursor++;
                }
                assertEquals(cursor, reader.sequence());
            }

            private void seek(final int sequence)
            {
                if (sequence == model.size())
                {
                    seekToEnd();
                }
                else
                {
                    reader.seek(model.get(sequence).position());
                    cursor = sequence;
                    assertEquals(cursor, reader.sequence());
                }
            }

            private void seekToSequence(final int sequence)
            {
                if (sequence == model.size())
                {
                    seekToEnd();
                }
                else
                {
                    reader.seekToSequence(sequence);
                    cursor = sequence;
                    assertEquals(cursor, reader.sequence());
                }
            }

            private void seekToEnd()
            {
                reader.seekToEnd();
                cursor = model.size();
                assertEquals(cursor, reader.sequence());
            }
        }
    }
}
