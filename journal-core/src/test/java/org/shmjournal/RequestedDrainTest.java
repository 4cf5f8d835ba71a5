package org.shmjournal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.shmjournal.error.ChannelClosedException;
import org.shmjournal.error.ChannelNotFoundException;
import org.shmjournal.error.CorruptChannelException;
import org.shmjournal.error.WaitTimeoutException;
import org.shmjournal.layout.SegmentLayout;
import org.shmjournal.testing.ChannelProgram;
import org.shmjournal.testing.ChildJvm;
import org.shmjournal.testing.Damage;
import org.shmjournal.testing.Records;

/** The end of the stream is asked for by somebody who does not own the channel. */
class RequestedDrainTest extends ChannelFixture
{
    private static final long PID = ProcessHandle.current().pid();

    /** Each call of a writer that looks. */
    enum Call
    {
        WRITE(writer -> writer.write(Records.buffer(0, 8))),
        WRITE_BYTES(writer -> writer.writeBytes(Records.buffer(0, 8))),
        CLAIM(writer -> writer.claim(8)),
        TRY_CLAIM(writer -> writer.tryClaim(8)),
        HEARTBEAT(ShmWriter::heartbeat);

        private final Consumer<ShmWriter<ByteBuffer>> call;

        Call(final Consumer<ShmWriter<ByteBuffer>> call)
        {
            this.call = call;
        }
    }

    private void assertDrained(final int count)
    {
        assertEquals("DRAINED", channel().info().state());
        try (ShmReader<ByteBuffer> reader = channel().openReader())
        {
            assertRecords(Records.readAll(reader), 0, count, 100);
            assertEquals(ReaderState.DRAINED, reader.state());
        }
        assertTrue(channel().verify().isGood());
        assertThrows(ChannelClosedException.class, () -> channel().openWriter());
    }

    private void request()
    {
        final WaitTimeoutException asked = assertThrows(WaitTimeoutException.class, () -> channel().drain());
        assertTrue(asked.getMessage().contains("pid " + PID), asked.getMessage());
        conductor.doWork();
    }

    @ParameterizedTest
    @EnumSource
    void shouldDrainAtTheNextCallAndThenFail(final Call call)
    {
        try (ShmWriter<ByteBuffer> writer = channel().openWriter();
            ShmReader<ByteBuffer> reader = channel().openReader())
        {
            write(writer, 0, 700, 100);
            request();
            // Only the writer's thread ends its stream.
            assertEquals("ACTIVE", channel().info().state());
            assertRecords(Records.readAll(reader), 0, 700, 100);
            assertEquals(ReaderState.ACTIVE, reader.state());
            assertThrows(ChannelClosedException.class, () -> call.call.accept(writer));
            assertEquals(WriteStatus.DRAINED, writer.tryWrite(Records.buffer(0, 8)));
            assertEquals(0, Records.readAll(reader).size());
            assertEquals(ReaderState.DRAINED, reader.state());
        }
        assertDrained(700);
    }

    @Test
    void shouldSayDrainedToWhoeverTries()
    {
        try (ShmWriter<ByteBuffer> writer = channel().openWriter())
        {
            write(writer, 0, 7, 100);
            request();
            assertEquals(WriteStatus.DRAINED, writer.tryWrite(Records.buffer(7, 100)));
            assertEquals(WriteStatus.DRAINED, writer.tryWrite(Records.buffer(7, 100)));
        }
        assertDrained(7);
    }

    @Test
    void shouldDrainWhenTheWriterLeaves()
    {
        try (ShmWriter<ByteBuffer> writer = channel().openWriter())
        {
            write(writer, 0, 7, 100);
            request();
        }
        assertDrained(7);
    }

    @Test
    void shouldLetAnOpenClaimBeCommittedFirst()
    {
        try (ShmWriter<ByteBuffer> writer = channel().openWriter())
        {
            write(writer, 0, 7, 100);
            final RecordClaim claim = writer.claim(100);
            request();
            claim.buffer().put(claim.offset(), Records.payload(7, 100));
            claim.commit(100);
            assertEquals(WriteStatus.DRAINED, writer.tryWrite(Records.buffer(8, 100)));
        }
        assertDrained(8);
    }

    @Test
    void shouldTellTheListenerOnceSoThatAnIdleWriterIsCalled()
    {
        final int[] asked = new int[1];
        final ChannelListener listener = new ChannelListener()
        {
            @Override
            public void onDrainRequested()
            {
                asked[0]++;
            }
        };
        try (ShmWriter<ByteBuffer> writer = channel().listener(listener).openWriter())
        {
            write(writer, 0, 7, 100);
            assertEquals(0, asked[0]);
            request();
            request();
            assertEquals(1, asked[0]);
            writer.drain();
        }
        assertDrained(7);
    }

    private void request(final ConcurrentShmWriter<ByteBuffer> writer)
    {
        writer.writeBytes(Records.buffer(0, 100));
        request();
    }

    private void awaitDrained()
    {
        final Patience patience = new Patience("the end of the stream");
        while (!"DRAINED".equals(channel().info().state()))
        {
            patience.check();
            Thread.onSpinWait();
        }
    }

    @Test
    void shouldDrainWithoutACallWhereAnyThreadMayEndTheStream()
    {
        try (ConcurrentShmWriter<ByteBuffer> writer = channel().openConcurrentWriter())
        {
            request(writer);
            awaitDrained();
            assertEquals(WriteStatus.DRAINED, writer.tryWrite(Records.buffer(1, 100)));
        }
        assertDrained(1);
    }

    /** It stays asked, also when a claim was open for longer than anybody wanted to wait. */
    @Test
    void shouldDrainBehindAClaimThatWasOpenForTooLong()
    {
        final CountDownLatch tooLong = new CountDownLatch(1);
        final Conductor telling = Conductor.builder().errorHandler(error -> tooLong.countDown()).launch();
        try (ConcurrentShmWriter<ByteBuffer> writer =
            channel().conductor(telling).writeDeadline(Duration.ZERO).openConcurrentWriter())
        {
            final SharedClaim claim = writer.claim(100);
            request();
            Patience.await("the drain to time out", tooLong);
            claim.buffer().put(claim.offset(), Records.payload(0, 100));
            claim.commit(100);
            awaitDrained();
        }
        telling.close();
        assertDrained(1);
    }

    /** The conductor has not looked since. */
    @Test
    void shouldDrainWhenAWriterOfManyThreadsLeaves()
    {
        try (ConcurrentShmWriter<ByteBuffer> writer = channel().openConcurrentWriter())
        {
            writer.writeBytes(Records.buffer(0, 100));
            assertThrows(WaitTimeoutException.class, () -> channel().drain());
        }
        assertDrained(1);
    }

    @Test
    void shouldAskTheOwnerThatThereIsAndNotTheNext() throws IOException, InterruptedException
    {
        channel().create();
        final Process owner = ChildJvm.of(ChannelProgram.class).start("own", path().toString());
        assertEquals('F', owner.getInputStream().read());
        assertThrows(WaitTimeoutException.class, () -> channel().drain());
        owner.destroyForcibly().waitFor();
        writeAndClose(smallSegments(), 7, 100);
        assertHolds(7, 100);
        assertEquals("ACTIVE", channel().info().state());
    }

    @Test
    void shouldDrainAtOnceWithoutAnOwner()
    {
        writeAndClose(smallSegments(), 700, 100);
        final long end = channel().info().endPosition();
        assertEquals(new EndReport(path(), "ACTIVE", "DRAINED", 0, end), channel().previewDrain());
        assertEquals("ACTIVE", channel().info().state());
        assertEquals(new EndReport(path(), "ACTIVE", "DRAINED", 0, end), channel().drain());
        assertDrained(700);
        final EndReport again = channel().drain();
        assertFalse(again.isChange());
        assertEquals(new EndReport(path(), "DRAINED", "DRAINED", 0, end), again);
        assertEquals(again, channel().previewDrain());
    }

    @Test
    void shouldDrainAfterAKill() throws IOException, InterruptedException
    {
        channel().create();
        final Process owner = ChildJvm.of(ChannelProgram.class).start("own", path().toString());
        assertEquals('F', owner.getInputStream().read());
        assertEquals(new EndReport(path(), "ACTIVE", "DRAINED", owner.pid(), 8), channel().previewDrain());
        assertThrows(WaitTimeoutException.class, () -> channel().drain());
        owner.destroyForcibly().waitFor();
        assertEquals(0, channel().drain().ownerPid());
        assertDrained(0);
    }

    @Test
    void shouldDrainAChannelThatWasTerminated()
    {
        try (ShmWriter<ByteBuffer> writer = channel().openWriter())
        {
            write(writer, 0, 7, 100);
            writer.terminate();
            assertThrows(WaitTimeoutException.class, () -> channel().drain());
        }
        assertEquals("TERMINATED", channel().drain().stateBefore());
        assertDrained(7);
    }

    @Test
    void shouldMakeNothingWhereThereIsNoChannel()
    {
        assertThrows(ChannelNotFoundException.class, () -> channel().drain());
        assertThrows(ChannelNotFoundException.class, () -> channel().previewDrain());
        assertFalse(Files.exists(path()));
    }

    @Test
    void shouldRefuseADamagedChannelAndLeaveItAsItWas() throws IOException
    {
        writeAndClose(smallSegments(), 10, 100);
        Damage.putLong(segmentFile(0), DATA_OFFSET + 5 * 112, 77);
        Damage.putLong(segmentFile(0), SegmentLayout.INDEX, 0);
        final Path segment = segmentFile(0);
        final byte[] before = Files.readAllBytes(segment);
        assertThrows(CorruptChannelException.class, () -> channel().previewDrain());
        assertThrows(CorruptChannelException.class, () -> channel().drain());
        assertTrue(Arrays.equals(before, Files.readAllBytes(segment)));
        assertEquals("ACTIVE", channel().info().state());
    }
}
