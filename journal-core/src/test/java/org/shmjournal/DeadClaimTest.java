package org.shmjournal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.shmjournal.error.CorruptChannelException;
import org.shmjournal.layout.ClaimsWord;
import org.shmjournal.layout.ControlLayout;
import org.shmjournal.layout.IndexWord;
import org.shmjournal.testing.ChannelProgram;
import org.shmjournal.testing.ChildJvm;
import org.shmjournal.testing.Damage;
import org.shmjournal.testing.Records;

/** Claims whose owner died: none hides anything for longer than until the next owner has come. */
class DeadClaimTest extends ChannelFixture
{
    private static final long THIS_BOOT = 1;
    private static final long ANOTHER_BOOT = 2;
    private static final long BEAT = 20_000_000;

    private final List<SharedClaim> open = new ArrayList<>();
    private final TreeSet<Long> dead = new TreeSet<>();
    private long now;
    private long boot = THIS_BOOT;
    private final Conductor beating = Conductor.builder().workers(0).nanoClock(() -> now += BEAT).build();

    private ShmChannel<ByteBuffer> onBoot(final long boot)
    {
        return booted(path(), boot);
    }

    private ShmChannel<ByteBuffer> booted(final Path path, final long boot)
    {
        return ShmChannel.at(path).conductor(beating).idleStrategy(() -> new ConductingIdle(beating))
            .bootId(() -> boot);
    }

    private ShmChannel<ByteBuffer> left(final Path path)
    {
        return booted(path, boot);
    }

    /** As many records as it takes to come to a position, numbered by their sequences. */
    private void writeTo(final ConcurrentShmWriter<ByteBuffer> writer, final long position)
    {
        while (writer.position() < position)
        {
            beating.doWork();
            writer.writeBytes(Records.buffer(writer.lastSequence() + 1, 100));
        }
    }

    /** One that will never be resolved. */
    private void claim(final ConcurrentShmWriter<ByteBuffer> writer)
    {
        open.add(writer.claim(1 + open.size() * 13));
        dead.add(writer.lastSequence());
    }

    /** What SIGKILL leaves now. */
    private Path kill()
    {
        final Path copy = directory.resolve("killed-" + now);
        Damage.copyDirectory(path(), copy);
        Damage.putLong(copy.resolve("channel.ctl"), ControlLayout.OWNER_PID, 0);
        return copy;
    }

    private void resolveAll()
    {
        open.forEach(SharedClaim::close);
    }

    private void assertAllButTheDead(final Path path, final long end)
    {
        try (ShmReader<ByteBuffer> reader = left(path).openReader())
        {
            final List<Records.Read> records = Records.readAll(reader);
            assertEquals(LongStream.range(0, end).filter(sequence -> !dead.contains(sequence)).boxed().toList(),
                records.stream().map(Records.Read::sequence).toList());
            for (final Records.Read read : records)
            {
                assertArrayEquals(Records.payload(read.sequence(), 100), read.payload());
            }
            assertEquals(end, reader.sequence());
        }
        assertEquals(List.of(), left(path).verify().findings());
        assertEquals(0, left(path).info().openClaims());
    }

    /** In each of five segments, at its start, in its middle and at its end; each with records in front and behind. */
    private Path killWithClaimsEverywhere()
    {
        final ChannelSpec spec = smallSegments();
        try (ConcurrentShmWriter<ByteBuffer> writer = onBoot(THIS_BOOT).spec(spec).openConcurrentWriter())
        {
            for (int segment = 0; segment < 5; segment++)
            {
                final long start = (long)segment * SEGMENT_SIZE;
                writeTo(writer, start + 1);
                claim(writer);
                writeTo(writer, start + SEGMENT_SIZE / 2);
                claim(writer);
                claim(writer);
                writeTo(writer, start + SEGMENT_SIZE - 600);
                claim(writer);
            }
            writeTo(writer, 5L * SEGMENT_SIZE + 1000);
            final Path killed = kill();
            assertEquals(20, left(killed).info().openClaims());
            resolveAll();
            return killed;
        }
    }

    @Test
    void shouldBecomeVoidWhereverTheyStand()
    {
        final Path killed = killWithClaimsEverywhere();
        final long end;
        try (ConcurrentShmWriter<ByteBuffer> writer = booted(killed, THIS_BOOT).openConcurrentWriter())
        {
            end = writer.lastSequence() + 11;
            for (int i = 0; i < 10; i++)
            {
                writer.writeBytes(Records.buffer(writer.lastSequence() + 1, 100));
            }
        }
        assertAllButTheDead(killed, end);
    }

    @Test
    void shouldBecomeVoidForAnOwnerWithOneThread()
    {
        final Path killed = killWithClaimsEverywhere();
        final long end;
        try (ShmWriter<ByteBuffer> writer = booted(killed, THIS_BOOT).openWriter())
        {
            end = writer.lastSequence() + 2;
            writer.writeBytes(Records.buffer(writer.lastSequence() + 1, 100));
        }
        assertAllButTheDead(killed, end);
    }

    @Test
    void shouldBeCountedByARecovery()
    {
        final Path killed = killWithClaimsEverywhere();
        final RecoveryReport preview =
            booted(killed, THIS_BOOT).recover(RecoverySpec.defaults().dryRun());
        assertEquals(20, preview.abandonedClaims());
        assertEquals(20, left(killed).info().openClaims());
        final RecoveryReport report = booted(killed, THIS_BOOT).recover();
        assertTrue(report.sameBoot());
        assertEquals(20, report.abandonedClaims());
        assertEquals(preview.endPosition(), report.endPosition());
        assertAllButTheDead(killed, report.endSequence());
        assertEquals(0, booted(killed, THIS_BOOT).recover().abandonedClaims());
    }

    /** The word that says where they are is damaged: then the durable position says it, which passes none. */
    @ParameterizedTest
    @ValueSource(ints = {0, 7, 17, 33, 60, 63})
    void shouldBeFoundWhenTheWordThatSaysWhereIsDamaged(final int bit)
    {
        final Path killed = killWithClaimsEverywhere();
        Damage.flipBit(killed.resolve("channel.ctl"), ControlLayout.OPEN_CLAIMS + bit / 8, bit % 8);
        assertFalse(left(killed).verify().isGood());
        final RecoveryReport report = booted(killed, THIS_BOOT).recover();
        assertEquals(20, report.abandonedClaims());
        assertAllButTheDead(killed, report.endSequence());
    }

    /** Nobody can tell an open claim from a record whose page was lost, so no record stays behind one. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldEndTheStreamAfterAPowerLoss(final boolean checksums)
    {
        final Path killed;
        final long before;
        final long position;
        try (ConcurrentShmWriter<ByteBuffer> writer =
            onBoot(THIS_BOOT).spec(smallSegments().checksums(checksums)).openConcurrentWriter())
        {
            writeTo(writer, 3 * SEGMENT_SIZE + 1000);
            writer.flush();
            before = writer.lastSequence() + 1;
            position = writer.position();
            claim(writer);
            writeTo(writer, 4 * SEGMENT_SIZE + 1000);
            claim(writer);
            writeTo(writer, 4 * SEGMENT_SIZE + 5000);
            killed = kill();
            resolveAll();
        }
        try (ShmReader<ByteBuffer> reader = booted(killed, ANOTHER_BOOT).openReader())
        {
            assertEquals(before, Records.readAll(reader).size());
        }
        final RecoveryReport report = booted(killed, ANOTHER_BOOT).recover();
        assertEquals(before, report.endSequence());
        assertEquals(position, report.endPosition());
        assertTrue(report.bytesBehindEnd() > SEGMENT_SIZE / 2);
        dead.clear();
        boot = ANOTHER_BOOT;
        assertAllButTheDead(killed, before);
    }

    @Test
    void shouldBecomeVoidWhenTheStreamIsCutBehindThem()
    {
        final Path killed = killWithClaimsEverywhere();
        final long cut;
        try (ShmReader<ByteBuffer> reader = left(killed).openReader())
        {
            reader.seek(4L * SEGMENT_SIZE);
            assertEquals(1, reader.poll(record -> {
            }, 1));
            cut = reader.position();
            reader.seek(cut);
        }
        final RecoveryReport report = booted(killed, THIS_BOOT).recover(RecoverySpec.defaults().cutAt(cut));
        assertEquals(16, report.abandonedClaims());
        assertEquals(cut, report.endPosition());
        assertAllButTheDead(killed, report.endSequence());
    }

    /** Damage in front of the place of a cut does not keep anyone from cutting. */
    @Test
    void shouldNotStandInTheWayOfACutBehindDamage()
    {
        final Path killed = killWithClaimsEverywhere();
        final long cut = 4L * SEGMENT_SIZE;
        Damage.flipBit(killed.resolve(segmentFile(2).getFileName()), DATA_OFFSET, 3);
        assertThrows(CorruptChannelException.class, () -> booted(killed, THIS_BOOT).recover());
        final RecoveryReport report = booted(killed, THIS_BOOT).recover(RecoverySpec.defaults().cutAt(cut));
        assertEquals(12, report.abandonedClaims());
        assertEquals(cut, report.endPosition());
    }

    @ParameterizedTest
    @CsvSource({"65536, 100", "1048576, 100", "1048576, 20000"})
    void shouldBeFoundByAWalkOfWhatWasWrittenSinceTheLastBeat(final int segmentSize, final int length)
    {
        final Random random = new Random(3);
        try (ConcurrentShmWriter<ByteBuffer> writer = onBoot(THIS_BOOT)
            .spec(ChannelSpec.defaults().segmentSize(segmentSize)).openConcurrentWriter())
        {
            while (writer.position() < 3L * segmentSize + segmentSize / 3)
            {
                final int count = 1 + random.nextInt(segmentSize / 2 / length);
                for (int i = 0; i < count; i++)
                {
                    beating.doWork();
                    try (SharedClaim claim = writer.claim(length))
                    {
                        claim.commit(random.nextInt(length + 1));
                    }
                }
                final Path killed = kill();
                final RecoveryReport report = booted(killed, THIS_BOOT).recover();
                assertEquals(writer.position(), report.endPosition());
                assertEquals(writer.lastSequence() + 1, report.endSequence());
                assertEquals(0, report.abandonedClaims());
                assertTrue(report.bytesWalked() <= 2 * IndexWord.STRIDE + 2 * length + 32,
                    "walked " + report.bytesWalked());
                Damage.deleteTree(killed);
            }
        }
    }

    /** What an owner with several threads has left does not make later recoveries walk more. */
    @Test
    void shouldCostTheNextOwnersNothingAfterAClose()
    {
        final ChannelSpec spec = ChannelSpec.defaults().segmentSize(16 * SEGMENT_SIZE);
        try (ConcurrentShmWriter<ByteBuffer> writer = onBoot(THIS_BOOT).spec(spec).openConcurrentWriter())
        {
            writeTo(writer, 1000);
        }
        assertEquals(ClaimsWord.NONE, Damage.longAt(controlFile(), ControlLayout.OPEN_CLAIMS));
        try (ShmWriter<ByteBuffer> writer = onBoot(THIS_BOOT).openWriter())
        {
            for (int i = 0; i < 8000; i++)
            {
                writer.writeBytes(Records.buffer(i, 100));
            }
            final RecoveryReport report = booted(kill(), THIS_BOOT).recover();
            assertEquals(writer.position(), report.endPosition());
            assertTrue(report.bytesWalked() <= IndexWord.STRIDE + 112, "walked " + report.bytesWalked());
        }
    }

    /** By SIGKILL, of a process whose threads write and claim. */
    @Test
    void shouldBecomeVoidWhenTheOwnerIsKilled() throws IOException, InterruptedException
    {
        for (int round = 0; round < 3; round++)
        {
            final Process child = ChildJvm.of(ChannelProgram.class).start("claim-many", path().toString());
            final long told = Long.parseLong(child.inputReader().readLine());
            child.toHandle().destroyForcibly();
            child.waitFor();
            final ChannelInfo info = at(path()).info();
            assertTrue(info.openClaims() >= ChannelProgram.THREADS, info::toString);
            try (ConcurrentShmWriter<ByteBuffer> writer = ShmChannel.at(path()).openConcurrentWriter();
                ShmReader<ByteBuffer> reader = at(path()).openReader())
            {
                assertTrue(writer.lastSequence() >= told);
                writer.write(Records.buffer(0, 8));
                final List<Records.Read> records = Records.readAll(reader);
                assertEquals(writer.lastSequence(), records.get(records.size() - 1).sequence());
                assertTrue(records.stream().filter(read -> read.payload().length == ChannelProgram.LENGTH)
                    .map(read -> ByteBuffer.wrap(read.payload()).getLong()).filter(number -> number <= told)
                    .distinct().count() == told + 1);
            }
            assertEquals(List.of(), at(path()).verify().findings());
            Damage.deleteTree(path());
        }
    }
}
