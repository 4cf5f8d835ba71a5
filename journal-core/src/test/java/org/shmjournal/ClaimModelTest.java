package org.shmjournal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
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
import org.shmjournal.error.WaitTimeoutException;
import org.shmjournal.layout.ControlLayout;
import org.shmjournal.testing.Damage;
import org.shmjournal.testing.Records;

/** Whatever claims are open at a time, and in whatever order they are resolved, a list of places does the same. */
class ClaimModelTest
{
    private static final int SEGMENT_SIZE = 64 * 1024;
    private static final int MAX_RECORD_LENGTH = SEGMENT_SIZE / 4;
    private static final long BOOT = 1;

    /** What may be done; the number says how long, or which. */
    enum Action
    {
        WRITE, CLAIM, COMMIT, ABORT, HEARTBEAT, FLUSH, POLL, KILL, REOPEN
    }

    /** One thing that is done. */
    record Step(Action action, int number)
    {
    }

    /** A place in the stream: open as long as it has a claim; then a record, or none. */
    private static final class Place
    {
        private SharedClaim claim;
        private byte[] payload;
    }

    @Provide
    Arbitrary<List<Step>> scripts()
    {
        final Arbitrary<Action> actions = Arbitraries.frequency(Tuple.of(10, Action.WRITE),
            Tuple.of(12, Action.CLAIM), Tuple.of(9, Action.COMMIT), Tuple.of(3, Action.ABORT),
            Tuple.of(2, Action.HEARTBEAT), Tuple.of(2, Action.FLUSH), Tuple.of(8, Action.POLL),
            Tuple.of(1, Action.KILL), Tuple.of(1, Action.REOPEN));
        final Arbitrary<Integer> numbers = Arbitraries.frequencyOf(
            Tuple.of(8, Arbitraries.integers().between(0, 100)),
            Tuple.of(6, Arbitraries.integers().between(0, MAX_RECORD_LENGTH)));
        return Combinators.combine(actions, numbers).as(Step::new).list().ofMinSize(1).ofMaxSize(150);
    }

    @Property(tries = 200, edgeCases = EdgeCasesMode.NONE)
    void shouldDoWhatAListOfPlacesDoes(
        @ForAll("scripts") final List<Step> script,
        @ForAll final boolean checksums,
        @ForAll final boolean timestamps)
        throws IOException
    {
        final Path directory = Files.createTempDirectory("claims");
        try (Run run = new Run(directory, checksums, timestamps))
        {
            script.forEach(run::step);
            run.end();
        }
        finally
        {
            Damage.deleteTree(directory);
        }
    }

    /** A channel and its model, side by side. */
    private static final class Run implements AutoCloseable
    {
        private final Conductor conductor = Conductor.builder().workers(0).build();
        private final List<Place> model = new ArrayList<>();
        private final Path directory;
        private final ChannelSpec spec;
        private int lives;
        private ConcurrentShmWriter<ByteBuffer> writer;
        private ShmReader<ByteBuffer> reader;
        private int next;

        private Run(final Path directory, final boolean checksums, final boolean timestamps)
        {
            this.directory = directory;
            this.spec = ChannelSpec.defaults().segmentSize(SEGMENT_SIZE).checksums(checksums).timestamps(timestamps);
            open();
        }

        private Path path()
        {
            return directory.resolve("life-" + lives);
        }

        private ShmChannel<ByteBuffer> channel()
        {
            return ShmChannel.at(path()).conductor(conductor).writeDeadline(Duration.ZERO).bootId(() -> BOOT)
                .spec(spec);
        }

        private void open()
        {
            writer = channel().openConcurrentWriter();
            reader = channel().openReader();
            reader.seekToSequence(Math.min(next, visible()));
        }

        /** The number of places before the first that is open. */
        private int visible()
        {
            int visible = 0;
            while (visible < model.size() && model.get(visible).claim == null)
            {
                visible++;
            }
            return visible;
        }

        private void step(final Step step)
        {
            conductor.doWork();
            switch (step.action)
            {
                case WRITE -> write(step.number);
                case CLAIM -> claim(step.number);
                case COMMIT -> resolve(step.number, true);
                case ABORT -> resolve(step.number, false);
                case HEARTBEAT -> writer.heartbeat();
                case FLUSH -> flush();
                case POLL -> poll(step.number);
                case KILL -> kill();
                case REOPEN -> reopen();
                default -> throw new AssertionError(step);
            }
            assertEquals(model.size() - 1, writer.lastSequence());
        }

        private void write(final int length)
        {
            final Place place = new Place();
            place.payload = Records.payload(model.size(), length);
            model.add(place);
            writer.write(ByteBuffer.wrap(place.payload));
        }

        private void claim(final int length)
        {
            final Place place = new Place();
            place.claim = writer.claim(length);
            model.add(place);
        }

        private void resolve(final int which, final boolean commit)
        {
            final List<Place> open = model.stream().filter(place -> place.claim != null).toList();
            if (!open.isEmpty())
            {
                final Place place = open.get(which % open.size());
                final SharedClaim claim = place.claim;
                if (commit)
                {
                    place.payload = Records.payload(which, which % (claim.length() + 1));
                    claim.buffer().put(claim.offset(), place.payload);
                    assertEquals(claim.position(), claim.position());
                    claim.commit(place.payload.length);
                }
                else
                {
                    claim.abort();
                }
                place.claim = null;
            }
        }

        private void flush()
        {
            int last = model.size();
            while (last > 0 && model.get(last - 1).claim != null)
            {
                last--;
            }
            if (visible() < last)
            {
                assertThrows(WaitTimeoutException.class, writer::flush);
            }
            else
            {
                writer.flush();
            }
        }

        private void poll(final int limit)
        {
            final List<Records.Read> records = new ArrayList<>();
            reader.poll(Records.collector(records), limit);
            for (final Records.Read read : records)
            {
                while (model.get(next).payload == null)
                {
                    next++;
                }
                assertEquals(next, read.sequence());
                assertArrayEquals(model.get(next).payload, read.payload());
                next++;
            }
            next = (int)reader.sequence();
            if (records.size() < limit)
            {
                assertEquals(visible(), next);
            }
        }

        /** Goes on with what SIGKILL would leave now. */
        private void kill()
        {
            final Path left = path();
            lives++;
            Damage.copyDirectory(left, path());
            Damage.putLong(path().resolve("channel.ctl"), ControlLayout.OWNER_PID, 0);
            lives--;
            closeThis();
            lives++;
            model.forEach(place -> place.claim = null);
            open();
        }

        private void closeThis()
        {
            model.stream().filter(place -> place.claim != null).forEach(place -> place.claim.abort());
            reader.close();
            writer.close();
        }

        private void reopen()
        {
            closeThis();
            model.forEach(place -> place.claim = null);
            open();
        }

        private void end()
        {
            assertEquals(List.of(), channel().verify().findings());
            reopen();
            poll(Integer.MAX_VALUE);
            assertEquals(model.size(), next);
            assertEquals(List.of(), channel().verify().findings());
        }

        @Override
        public void close()
        {
            model.stream().filter(place -> place.claim != null && place.claim.isOpen())
                .forEach(place -> place.claim.close());
            reader.close();
            writer.close();
        }
    }
}
