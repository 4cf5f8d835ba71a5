package org.shmjournal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.shmjournal.io.Mapping;
import org.shmjournal.testing.DelegatingFiles;
import org.shmjournal.testing.Records;

/**
 * As what a full segment is forced: without a page that its owner has mapped, if that can be. Before JDK 22 it can only
 * where its map may end; then another one is forced.
 */
class FullSegmentForceTest extends ChannelFixture
{
    private static final int LENGTH = 1000;

    /** Remembers each map of the first segment, in order, and through which of them its records are forced. */
    private static final class Watching extends DelegatingFiles
    {
        private final Path segment;
        private final Map<MappedByteBuffer, Integer> maps = new IdentityHashMap<>();
        private final List<Integer> forced = new ArrayList<>();
        /** How much of it was in maps of this process each time that its records were forced. */
        private final List<Long> mapped = new ArrayList<>();

        Watching(final Path segment)
        {
            this.segment = segment;
        }

        @Override
        public Mapping map(final Path file, final boolean writable, final long length, final boolean eagerUnmapping)
            throws IOException
        {
            final Mapping mapping = super.map(file, writable, length, eagerUnmapping);
            if (writable && file.equals(segment))
            {
                maps.put(mapping.memory(), maps.size());
            }
            return mapping;
        }

        /** How much of it is in maps of this process through which it may be written. */
        private long bytesMapped() throws IOException
        {
            long bytes = 0;
            boolean isIts = false;
            for (final String line : Files.readAllLines(Path.of("/proc/self/smaps")))
            {
                if (line.matches("[0-9a-f]+-[0-9a-f]+ .*"))
                {
                    isIts = line.contains(" rw-s ") && line.endsWith(segment.toString());
                }
                else if (isIts && line.startsWith("Rss:"))
                {
                    bytes += 1024 * Long.parseLong(line.replaceAll("[^0-9]", ""));
                }
            }
            return bytes;
        }

        @Override
        public void force(final MappedByteBuffer memory, final int index, final int length) throws IOException
        {
            if (maps.containsKey(memory) && index > 0)
            {
                forced.add(maps.get(memory));
                mapped.add(bytesMapped());
            }
            super.force(memory, index, length);
        }
    }

    /** As a format of a user's may: nobody knows what it does. */
    private static final class Keeping implements DataFormat<ByteBuffer>
    {
        private ByteBuffer kept;

        @Override
        public int id()
        {
            return RawFormat.ID;
        }

        @Override
        public String mediaType()
        {
            return RawFormat.MEDIA_TYPE;
        }

        @Override
        public int encode(final ByteBuffer value, final ByteBuffer target, final int offset, final int available)
        {
            kept = kept == null ? target : kept;
            return RawFormat.raw().encode(value, target, offset, available);
        }

        @Override
        public ByteBuffer decode(final ByteBuffer source, final int offset, final int length)
        {
            return RawFormat.raw().decode(source, offset, length);
        }
    }

    private Watching watching()
    {
        return new Watching(segmentFile(0));
    }

    private static void fillTheFirst(final ShmWriter<ByteBuffer> writer)
    {
        while (writer.position() < 2L * SEGMENT_SIZE)
        {
            writer.write(Records.buffer(writer.lastSequence() + 1, LENGTH));
        }
    }

    private static void assertForcedWithoutPages(final Watching watching)
    {
        assertEquals(List.of(Mapping.endsSafely() ? 0 : 1), watching.forced);
        assertEquals(List.of(0L), watching.mapped);
    }

    private static void assertForcedAsItIs(final Watching watching)
    {
        assertEquals(List.of(0), watching.forced);
        assertEquals(Mapping.endsSafely(), watching.mapped.equals(List.of(0L)));
    }

    private void assertWhole()
    {
        final List<Records.Read> records = readAll();
        assertFalse(records.isEmpty());
        assertRecords(records, 0, records.size(), LENGTH);
        assertEquals(List.of(), at(path()).verify().findings());
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void shouldForceThroughAnotherMapWhereNobodyHasABufferOfIt(final boolean asked)
    {
        final Watching watching = watching();
        ShmChannel<ByteBuffer> channel = channel().fileOperations(watching);
        channel = asked ? channel.eagerUnmapping(true) : channel;
        try (ShmWriter<ByteBuffer> writer = channel.openWriter())
        {
            fillTheFirst(writer);
            conductor.doWork();
            assertForcedWithoutPages(watching);
        }
        assertWhole();
    }

    @Test
    void shouldForceThroughItsOwnWhereMapsAreLeftToTheCollector()
    {
        final Watching watching = watching();
        try (ShmWriter<ByteBuffer> writer =
            channel().fileOperations(watching).eagerUnmapping(false).openWriter())
        {
            fillTheFirst(writer);
            conductor.doWork();
            assertForcedAsItIs(watching);
        }
        assertWhole();
    }

    /** What it kept still shows the first record: nothing has ended that map. */
    @Test
    void shouldForceThroughItsOwnWhereAFormatMayKeepIt()
    {
        final Watching watching = watching();
        final Keeping format = new Keeping();
        try (ShmWriter<ByteBuffer> writer = channel().fileOperations(watching).format(format).openWriter())
        {
            fillTheFirst(writer);
            conductor.doWork();
            assertForcedAsItIs(watching);
            assertNotEquals(0, format.kept.getLong(DATA_OFFSET));
        }
        assertWhole();
    }

    @Test
    void shouldForceThroughItsOwnWhereAClaimHadIt()
    {
        final Watching watching = watching();
        try (ShmWriter<ByteBuffer> writer = channel().fileOperations(watching).openWriter())
        {
            final RecordClaim claim = writer.claim(LENGTH);
            final ByteBuffer kept = claim.buffer();
            kept.put(claim.offset(), Records.payload(0, LENGTH));
            claim.commit(LENGTH);
            fillTheFirst(writer);
            conductor.doWork();
            assertForcedAsItIs(watching);
            assertNotEquals(0, kept.getLong(DATA_OFFSET));
        }
        assertWhole();
    }

    @Test
    void shouldForceThroughItsOwnWhereAClaimOfManyThreadsHadIt()
    {
        final Watching watching = watching();
        try (ConcurrentShmWriter<ByteBuffer> writer = channel().fileOperations(watching).openConcurrentWriter())
        {
            final SharedClaim claim = writer.claim(LENGTH);
            final ByteBuffer kept = claim.buffer();
            kept.put(claim.offset(), Records.payload(0, LENGTH));
            claim.commit(LENGTH);
            for (long i = 1; i < 200; i++)
            {
                writer.write(Records.buffer(i, LENGTH));
            }
            conductor.doWork();
            assertForcedAsItIs(watching);
            assertNotEquals(0, kept.getLong(DATA_OFFSET));
        }
        assertWhole();
    }

    @Test
    void shouldForceThroughAnotherMapWhatManyThreadsWrote()
    {
        final Watching watching = watching();
        try (ConcurrentShmWriter<ByteBuffer> writer = channel().fileOperations(watching).openConcurrentWriter())
        {
            for (long i = 0; i < 200; i++)
            {
                writer.write(Records.buffer(i, LENGTH));
            }
            conductor.doWork();
            assertForcedWithoutPages(watching);
        }
        assertWhole();
    }

    /** What has its name then is none of the owner's, and what is to be forced has no name. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void shouldForceThroughItsOwnWhereTheFileIsGone(final boolean replaced) throws IOException
    {
        final Watching watching = watching();
        try (ShmWriter<ByteBuffer> writer = channel().fileOperations(watching).openWriter())
        {
            while (writer.position() < SEGMENT_SIZE)
            {
                writer.write(Records.buffer(writer.lastSequence() + 1, LENGTH));
            }
            final Path aside = directory.resolve("aside");
            Files.move(segmentFile(0), aside);
            if (replaced)
            {
                Files.copy(aside, segmentFile(0));
            }
            conductor.doWork();
            assertEquals(List.of(0), watching.forced);
            writer.write(Records.buffer(writer.lastSequence() + 1, LENGTH));
            Files.deleteIfExists(segmentFile(0));
            Files.move(aside, segmentFile(0));
        }
        assertWhole();
    }
}
