package org.shmjournal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.shmjournal.error.ChannelLockedException;
import org.shmjournal.error.StorageException;
import org.shmjournal.io.Mapping;
import org.shmjournal.testing.DelegatingFiles;
import org.shmjournal.testing.Records;

/** The process has too many maps or open files: told with the limit's name, and over once there are fewer. */
@InEachMode
class ResourceLimitTest extends ChannelFixture
{
    private final Limited files = new Limited();

    /** Refuses to map, or to open, files whose name contains what a test says. */
    private static final class Limited extends DelegatingFiles
    {
        private String name;
        private IOException failure;

        @Override
        public Mapping map(final Path file, final boolean writable, final long length, final boolean eager)
            throws IOException
        {
            failIfNamed(file);
            return super.map(file, writable, length, eager);
        }

        @Override
        public FileChannel lock(final Path file) throws IOException
        {
            failIfNamed(file);
            return super.lock(file);
        }

        private void failIfNamed(final Path file) throws IOException
        {
            if (name != null && file.getFileName().toString().contains(name))
            {
                throw failure;
            }
        }
    }

    private static IOException failure(final String kind)
    {
        return switch (kind)
        {
            case "maps" -> new IOException("Map failed", new OutOfMemoryError("Map failed"));
            case "memory" -> new IOException("Cannot allocate memory");
            default -> new FileSystemException("any", null, "Too many open files");
        };
    }

    private ShmChannel<ByteBuffer> limited()
    {
        return channel().fileOperations(files);
    }

    @ParameterizedTest
    @CsvSource({"maps, channel.ctl, vm.max_map_count", "maps, 0.seg, vm.max_map_count",
        "memory, 0.seg, ulimit -v", "files, channel.ctl, ulimit -n", "files, 0.seg, ulimit -n"})
    void shouldNameTheLimitToWhoeverOpensAndGiveEverythingBack(
        final String kind, final String name, final String limit)
    {
        writeAndClose(smallSegments(), 3, 10);
        files.failure = failure(kind);
        files.name = name;
        final StorageException onRead = assertThrows(StorageException.class, () -> limited().openReader());
        assertTrue(onRead.getMessage().contains(limit), onRead.getMessage());
        assertTrue(onRead.path().toString().contains(name));
        final StorageException onWrite = assertThrows(StorageException.class, () -> limited().openWriter());
        assertTrue(onWrite.getMessage().contains(limit), onWrite.getMessage());

        files.name = null;
        limited().openWriter().close();
        assertHolds(3, 10);
    }

    @Test
    void shouldNotCallAChannelLockedThatItCouldNotLock()
    {
        writeAndClose(smallSegments(), 3, 10);
        files.failure = failure("files");
        files.name = "owner.lock";
        final StorageException failed = assertThrows(StorageException.class, () -> limited().openWriter());
        assertTrue(failed.getMessage().contains("ulimit -n"), failed.getMessage());
        files.name = null;
        try (ShmWriter<ByteBuffer> writer = limited().openWriter())
        {
            assertThrows(ChannelLockedException.class, () -> limited().openWriter());
            assertEquals(2, writer.lastSequence());
        }
    }

    @ParameterizedTest
    @CsvSource({"maps, vm.max_map_count", "files, ulimit -n"})
    void shouldStayReadableAtTheEndOfASegment(final String kind, final String limit)
    {
        writeAndClose(smallSegments(), 1000, 100);
        try (ShmReader<ByteBuffer> reader = limited().openReader())
        {
            files.failure = failure(kind);
            files.name = "1.seg";
            final List<Records.Read> records = new ArrayList<>();
            final StorageException failed = assertThrows(StorageException.class,
                () -> reader.poll(Records.collector(records), 1000));
            assertTrue(failed.getMessage().contains(limit), failed.getMessage());
            final int read = records.size();
            assertTrue(read > 500);
            assertEquals(read, reader.sequence());

            files.name = null;
            assertRecords(Records.readAll(reader), read, 1000 - read, 100);
        }
    }

    @Test
    void shouldTryAgainToMapTheNextSegment()
    {
        final List<StorageException> told = new ArrayList<>();
        final ChannelListener listener = new ChannelListener()
        {
            @Override
            public void onPreparationFailed(final StorageException reason)
            {
                told.add(reason);
                files.name = null;
            }
        };
        // Time stands still until the failure was seen: it is not tried again before that.
        final long[] now = {0};
        final Conductor timed = Conductor.builder().workers(0).nanoClock(() -> now[0]).build();
        try (ShmWriter<ByteBuffer> writer = limited().conductor(timed).idleStrategy(() -> new ConductingIdle(timed))
            .listener(listener).openWriter())
        {
            files.failure = failure("maps");
            files.name = "1.seg";
            assertThrows(StorageException.class, () -> {
                for (int i = 0; i < 1000; i++)
                {
                    timed.doWork();
                    writer.write(Records.buffer(i, 100));
                }
            });
            now[0] = TimeUnit.SECONDS.toNanos(1);
            timed.doWork();
            while (writer.lastSequence() < 999)
            {
                timed.doWork();
                writer.write(Records.buffer(writer.lastSequence() + 1, 100));
            }
        }
        assertEquals(1, told.size());
        assertInstanceOf(StorageException.class, told.get(0));
        assertTrue(told.get(0).getMessage().contains("vm.max_map_count"), told.get(0).getMessage());
        assertHolds(1000, 100);
    }
}
