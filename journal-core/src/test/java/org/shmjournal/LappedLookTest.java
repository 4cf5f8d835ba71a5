package org.shmjournal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.shmjournal.error.RecycledException;
import org.shmjournal.io.FileOperations;
import org.shmjournal.io.Mapping;
import org.shmjournal.testing.DelegatingFiles;
import org.shmjournal.testing.Records;

/** Whoever looks at a ring whose writer is round whenever he has begun is told so, and does not look for ever. */
class LappedLookTest extends ChannelFixture
{
    private static final int SLOTS = 3;
    private static final int LENGTH = 1000;
    private static final int PER_SEGMENT = RECORDS_END / 1008;

    private ShmWriter<ByteBuffer> writer;
    private boolean isFast = true;

    /** Between any two looks at the control file the writer goes on by a segment. */
    private final class Racing extends DelegatingFiles
    {
        private boolean isWriting;

        @Override
        public Mapping map(
            final Path file, final boolean writable, final long length, final boolean eagerUnmapping)
            throws IOException
        {
            if (file.equals(controlFile()) && isFast && !isWriting)
            {
                isWriting = true;
                writeSegments(1);
                isWriting = false;
            }
            return FileOperations.copying().map(file, writable, length, eagerUnmapping);
        }
    }

    private void writeSegments(final int segments)
    {
        write(writer, writer.lastSequence() + 1, segments * PER_SEGMENT, LENGTH);
    }

    @BeforeEach
    void open()
    {
        writer = at(path()).spec(smallSegments().retention(Retention.ring(SLOTS))).openWriter();
    }

    @AfterEach
    void close()
    {
        writer.close();
    }

    private void assertEnds(final Consumer<ShmChannel<ByteBuffer>> look)
    {
        writeSegments(2 * SLOTS);
        final ShmChannel<ByteBuffer> channel = at(path()).fileOperations(new Racing());
        final RecycledException told = assertThrows(RecycledException.class, () -> look.accept(channel));
        assertEquals(path(), told.path());
        isFast = false;
        look.accept(channel);
    }

    @Test
    void shouldEndASnapshot()
    {
        assertEnds(ShmChannel::info);
    }

    @Test
    void shouldEndAGlance()
    {
        assertEnds(ShmChannel::glance);
    }

    @Test
    void shouldEndAVerification()
    {
        assertEnds(channel -> assertTrue(channel.verify().isGood()));
    }

    @Test
    void shouldEndABackup()
    {
        assertEnds(channel -> channel.backup(directory.resolve("copy")));
        assertTrue(Files.exists(directory.resolve("copy")));
        assertTrue(at(directory.resolve("copy")).verify().isGood());
    }

    @Test
    void shouldEndTheBeginningOfAReader()
    {
        assertEnds(channel -> {
            try (ShmReader<ByteBuffer> reader = channel.openReader())
            {
                assertRecords(Records.read(reader, 1), reader.sequence() - 1, 1, LENGTH);
            }
        });
    }
}
