package org.shmjournal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.shmjournal.testing.Records;

/** Memory that somebody still refers to stays mapped, and no longer. */
class MemoryGuardTest extends ChannelFixture
{
    private static final Path MAPS = Path.of("/proc/self/maps");
    private static final int LENGTH = 1000;

    /** Where maps end at a known moment: that is what most of this is about. */
    private ShmChannel<ByteBuffer> unmapping()
    {
        return channel().eagerUnmapping(true);
    }

    private static ByteBuffer write(final VectoredWrite space, final long sequence)
    {
        final ByteBuffer slice = space.slices()[0];
        slice.put(Records.buffer(sequence, LENGTH));
        space.commit(LENGTH);
        return slice.flip();
    }

    private long maps() throws IOException
    {
        assumeTrue(Files.exists(MAPS), "no /proc to see maps by");
        try (Stream<String> lines = Files.lines(MAPS))
        {
            return lines.filter(line -> line.contains(path().toString() + "/")).count();
        }
    }

    @Test
    void shouldKeepWhatWasWrittenReadableAfterWriterAndChannelAreGone() throws IOException
    {
        final MemoryGuard guard;
        final ByteBuffer slice;
        try (ShmWriter<ByteBuffer> writer = unmapping().openWriter())
        {
            final VectoredWrite space = writer.claimVectored(LENGTH);
            guard = space.extendLifetime();
            slice = write(space, 1);
        }
        assertEquals(1, maps());
        Files.delete(segmentFile(0));
        assertEquals(Records.buffer(1, LENGTH), slice);
        guard.close();
        assertEquals(0, maps());
        if (Runtime.version().feature() >= 22)
        {
            assertThrows(IllegalStateException.class, () -> slice.get(0));
        }
    }

    @Test
    void shouldKeepItUntilTheLastGuardIsClosed() throws IOException
    {
        final MemoryGuard first;
        final MemoryGuard second;
        final MemoryGuard third;
        final ByteBuffer slice;
        try (ShmWriter<ByteBuffer> writer = unmapping().openWriter())
        {
            VectoredWrite space = writer.claimVectored(LENGTH);
            first = space.extendLifetime();
            second = space.extendLifetime();
            slice = write(space, 1);
            space = writer.claimVectored(LENGTH);
            third = space.extendLifetime();
            // Of what was aborted, too: the memory is there, whatever is in it.
            space.abort();
        }
        third.close();
        first.close();
        first.close();
        first.close();
        assertEquals(1, maps());
        assertEquals(Records.buffer(1, LENGTH), slice);
        second.close();
        assertEquals(0, maps());
    }

    @Test
    void shouldEndNothingThatTheWriterStillHas() throws IOException
    {
        try (ShmWriter<ByteBuffer> writer = unmapping().openWriter())
        {
            final VectoredWrite space = writer.claimVectored(LENGTH);
            space.extendLifetime().close();
            write(space, 0);
            writer.write(Records.buffer(1, LENGTH));
        }
        assertEquals(0, maps());
        assertHolds(2, LENGTH);
    }

    @Test
    void shouldKeepASegmentThatWasSealedAndDeleted() throws IOException
    {
        final ShmChannel<ByteBuffer> channel =
            at(path()).spec(smallSegments().retention(Retention.keepSegments(1))).eagerUnmapping(true);
        try (ShmWriter<ByteBuffer> writer = channel.openWriter())
        {
            final VectoredWrite space = writer.claimVectored(LENGTH);
            final MemoryGuard guard = space.extendLifetime();
            final ByteBuffer slice = write(space, 0);
            write(writer, 1, 400, LENGTH);
            conductor.doWork();
            assertFalse(Files.exists(segmentFile(0)));
            assertEquals(Records.buffer(0, LENGTH), slice);
            final long guarded = maps();
            guard.close();
            assertEquals(guarded - 1, maps());
        }
        assertEquals(0, maps());
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldKeepTheMapOfARingWhoseSlotIsRecycled(final boolean afterItsWriter) throws IOException
    {
        final ShmChannel<ByteBuffer> channel =
            at(path()).spec(smallSegments().retention(Retention.ring(3))).eagerUnmapping(true);
        final MemoryGuard guard;
        final ByteBuffer slice;
        try (ShmWriter<ByteBuffer> writer = channel.openWriter())
        {
            // In a slot that is used for the second time at least.
            write(writer, 0, 200, LENGTH);
            final VectoredWrite space = writer.claimVectored(LENGTH);
            guard = space.extendLifetime();
            slice = write(space, 7);
            assertEquals(Records.buffer(7, LENGTH), slice);
            write(writer, 0, 200, LENGTH);
            if (!afterItsWriter)
            {
                guard.close();
                assertEquals(LENGTH, slice.remaining());
            }
            write(writer, 0, 200, LENGTH);
        }
        if (afterItsWriter)
        {
            assertEquals(1, maps());
            assertEquals(slice.get(0), slice.get(0));
            guard.close();
        }
        assertEquals(0, maps());
    }

    @Test
    void shouldKeepItAfterTheChannelIsTerminated() throws IOException
    {
        final MemoryGuard guard;
        final ByteBuffer slice;
        try (ShmWriter<ByteBuffer> writer = unmapping().openWriter())
        {
            final VectoredWrite space = writer.claimVectored(LENGTH);
            guard = space.extendLifetime();
            slice = write(space, 1);
            writer.terminate();
        }
        assertEquals(Records.buffer(1, LENGTH), slice);
        guard.close();
        assertEquals(0, maps());
    }

    @Test
    void shouldLeaveItToTheCollectorWhereNobodyAskedForMore()
    {
        final MemoryGuard guard;
        final ByteBuffer slice;
        try (ShmWriter<ByteBuffer> writer = channel().openWriter())
        {
            final VectoredWrite space = writer.claimVectored(LENGTH);
            guard = space.extendLifetime();
            slice = write(space, 1);
        }
        assertEquals(Records.buffer(1, LENGTH), slice);
        guard.close();
        guard.close();
    }

    @Test
    void shouldBeClosedByAnyThread() throws IOException, InterruptedException
    {
        final MemoryGuard guard;
        try (ShmWriter<ByteBuffer> writer = unmapping().openWriter())
        {
            final VectoredWrite space = writer.claimVectored(LENGTH);
            guard = space.extendLifetime();
            space.abort();
        }
        final Thread[] closers = new Thread[4];
        for (int i = 0; i < closers.length; i++)
        {
            closers[i] = new Thread(guard::close);
            closers[i].start();
        }
        for (final Thread closer : closers)
        {
            closer.join();
        }
        assertEquals(0, maps());
    }
}
