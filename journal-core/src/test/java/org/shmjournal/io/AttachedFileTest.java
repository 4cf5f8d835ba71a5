package org.shmjournal.io;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.channels.NonWritableChannelException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.shmjournal.testing.Records;

/** The driver's own operations do to files what they say. */
@Timeout(60)
class AttachedFileTest
{
    @TempDir
    private Path directory;

    private final List<FileChannel> channels = new ArrayList<>();
    private final Proactor driver = Proactor.builder().workers(1).queueCapacity(64).build();
    private Path path;
    private FileChannel channel;
    private AttachedFile file;

    @BeforeEach
    void open() throws IOException
    {
        path = directory.resolve("file");
        channel = channel(path);
        file = driver.attach(channel);
    }

    @AfterEach
    void close() throws IOException
    {
        driver.close();
        for (final FileChannel one : channels)
        {
            one.close();
        }
    }

    private FileChannel channel(final Path of) throws IOException
    {
        channels.add(FileChannel.open(of, StandardOpenOption.CREATE, StandardOpenOption.READ,
            StandardOpenOption.WRITE));
        return channels.get(channels.size() - 1);
    }

    private Completion run(final Operation operation)
    {
        final long token = driver.push(operation);
        final List<Completion> completions = new ArrayList<>();
        assertEquals(1, driver.poll(Proactor.ENDLESS, completions::add));
        assertEquals(token, completions.get(0).token());
        return completions.get(0);
    }

    private long result(final Operation operation)
    {
        final Completion completion = run(operation);
        assertTrue(completion.isDone(), () -> "" + completion.failure());
        return completion.result();
    }

    private <T> T failure(final Class<T> type, final Operation operation)
    {
        return assertInstanceOf(type, run(operation).failure());
    }

    private static byte[] bytes(final int length)
    {
        return Records.payload(length, length);
    }

    @Test
    void shouldReadWhereItIsTold() throws IOException
    {
        Files.write(path, bytes(100));
        final ByteBuffer target = ByteBuffer.allocateDirect(30);
        assertEquals(30, result(file.read(20, target)));
        assertEquals(ByteBuffer.wrap(bytes(100), 20, 30), target.flip());
        assertEquals(0, channel.position());
    }

    @Test
    void shouldReadIntoOneBufferAfterTheOtherUntilTheFileEnds() throws IOException
    {
        Files.write(path, bytes(100));
        final ByteBuffer first = ByteBuffer.allocate(64);
        final ByteBuffer second = ByteBuffer.allocateDirect(64);
        assertEquals(90, result(file.read(10, first, second, ByteBuffer.allocate(8))));
        assertEquals(ByteBuffer.wrap(bytes(100), 10, 64), first.flip());
        assertEquals(ByteBuffer.wrap(bytes(100), 74, 26), second.flip());
    }

    @Test
    void shouldTellTheEndOfTheFileFromABufferWithoutRoom() throws IOException
    {
        Files.write(path, bytes(100));
        assertEquals(-1, result(file.read(100, ByteBuffer.allocate(1))));
        assertEquals(-1, result(file.read(Long.MAX_VALUE / 2, ByteBuffer.allocate(1))));
        assertEquals(0, result(file.read(100, ByteBuffer.allocate(0))));
        assertEquals(0, result(file.read(0)));
    }

    @Test
    void shouldRefuseAReadOfMoreThanItCanGet()
    {
        final ByteBuffer megabyte = ByteBuffer.allocateDirect(1 << 20);
        final ByteBuffer[] targets = new ByteBuffer[2048];
        Arrays.setAll(targets, i -> megabyte.duplicate());
        final IllegalArgumentException refused =
            assertThrows(IllegalArgumentException.class, () -> file.read(0, targets));
        assertTrue(refused.getMessage().contains("2147483647"), refused.getMessage());
        targets[0].position(1);
        assertEquals(-1, result(file.read(0, targets)));
    }

    @Test
    void shouldWriteAllOfAllBuffers() throws IOException
    {
        final ByteBuffer[] sources = new ByteBuffer[100];
        Arrays.setAll(sources, i -> Records.buffer(i, i));
        final int length = Arrays.stream(sources).mapToInt(ByteBuffer::remaining).sum();
        assertEquals(length, result(file.write(5, sources)));

        final ByteBuffer found = ByteBuffer.wrap(Files.readAllBytes(path));
        assertEquals(length + 5, found.remaining());
        found.position(5);
        for (int i = 0; i < sources.length; i++)
        {
            assertFalse(sources[i].hasRemaining());
            assertEquals(Records.buffer(i, i), found.slice(found.position(), i));
            found.position(found.position() + i);
        }
        assertEquals(0, channel.position());
    }

    @Test
    void shouldForce()
    {
        result(file.write(0, ByteBuffer.wrap(bytes(10))));
        assertEquals(0, result(file.force(false)));
        assertEquals(0, result(file.force(true)));
    }

    @Test
    void shouldReallyAllocate() throws IOException
    {
        Files.write(path, bytes(100));
        assertEquals((3 << 20) - 100, result(file.allocate(3 << 20)));

        final byte[] found = Files.readAllBytes(path);
        assertEquals(3 << 20, found.length);
        assertArrayEquals(bytes(100), Arrays.copyOf(found, 100));
        assertArrayEquals(new byte[1000], Arrays.copyOfRange(found, 100, 1100));
        // In units of 512 bytes, whatever the file system's blocks are.
        final Process stat = new ProcessBuilder("stat", "-c", "%b", path.toString()).start();
        final String blocks = new String(stat.getInputStream().readAllBytes()).strip();
        assertTrue(Long.parseLong(blocks) * 512 >= 3 << 20, blocks);
        assertEquals(0, result(file.allocate(100)));
        assertEquals(3 << 20, channel.size());
    }

    @Test
    void shouldLeaveAFileAsLongAsItWasWhenItCannotAllocate() throws IOException
    {
        Files.write(path, bytes(100));
        try (FileChannel readOnly = FileChannel.open(path))
        {
            failure(NonWritableChannelException.class, driver.attach(readOnly).allocate(1000));
        }
        assertEquals(100, channel.size());
    }

    @Test
    void shouldCopyARangeToAnotherFile() throws IOException
    {
        final Path other = directory.resolve("other");
        final AttachedFile target = driver.attach(channel(other));
        Files.write(path, bytes(1_000_000));
        assertEquals(700_000, result(file.copy(100, 700_000, target, 50)));

        final byte[] found = Files.readAllBytes(other);
        assertEquals(700_050, found.length);
        assertArrayEquals(Arrays.copyOfRange(bytes(1_000_000), 100, 700_100),
            Arrays.copyOfRange(found, 50, 700_050));
        assertEquals(0, channel.position());
    }

    @Test
    void shouldCopyNoMoreThanThereIs() throws IOException
    {
        final AttachedFile target = driver.attach(channel(directory.resolve("other")));
        Files.write(path, bytes(1000));
        assertEquals(900, result(file.copy(100, Long.MAX_VALUE / 2, target, 0)));
        assertEquals(0, result(file.copy(1000, 1, target, 0)));
        assertEquals(0, result(file.copy(0, 0, target, 0)));
    }

    @Test
    void shouldCopyWithinAFileWhatDoesNotOverlap() throws IOException
    {
        Files.write(path, bytes(100));
        assertEquals(50, result(file.copy(0, 50, file, 50)));
        assertArrayEquals(Arrays.copyOf(bytes(100), 50), Arrays.copyOfRange(Files.readAllBytes(path), 50, 100));
        assertThrows(IllegalArgumentException.class, () -> file.copy(0, 50, file, 49));
        assertThrows(IllegalArgumentException.class, () -> file.copy(49, 50, file, 0));
    }

    @Test
    void shouldLinkAndDelete() throws IOException
    {
        final Path link = directory.resolve("link");
        Files.write(path, bytes(10));
        assertEquals(0, result(Operation.link(path, link)));
        assertArrayEquals(bytes(10), Files.readAllBytes(link));
        failure(FileAlreadyExistsException.class, Operation.link(path, link));
        assertEquals(0, result(Operation.delete(link)));
        assertFalse(Files.exists(link));
        assertTrue(Files.exists(path));
        failure(NoSuchFileException.class, Operation.delete(link));
    }

    @Test
    void shouldRefuseWhatIsNegativeOrReadOnly()
    {
        final ByteBuffer buffer = ByteBuffer.allocate(1);
        assertThrows(IllegalArgumentException.class, () -> file.read(-1, buffer));
        assertThrows(IllegalArgumentException.class, () -> file.read(0, buffer.asReadOnlyBuffer()));
        assertThrows(IllegalArgumentException.class, () -> file.write(-1, buffer));
        assertThrows(IllegalArgumentException.class, () -> file.allocate(-1));
        assertThrows(IllegalArgumentException.class, () -> file.copy(-1, 1, file, 10));
        assertThrows(IllegalArgumentException.class, () -> file.copy(0, -1, file, 10));
        assertThrows(IllegalArgumentException.class, () -> file.copy(0, 1, file, -10));
    }

    @Test
    void shouldRefuseWhatIsAnotherDrivers() throws IOException
    {
        try (Proactor other = Proactor.builder().build())
        {
            assertThrows(IllegalArgumentException.class, () -> other.push(file.force(true)));
            final AttachedFile target = other.attach(channel(directory.resolve("other")));
            assertThrows(IllegalArgumentException.class, () -> file.copy(0, 1, target, 0));
        }
        final FileChannel closed = channel(path);
        closed.close();
        assertThrows(IllegalArgumentException.class, () -> driver.attach(closed));
    }

    @Test
    void shouldTouchNoBufferThatWasCancelledOrAfterAClose() throws IOException
    {
        Files.write(path, bytes(10));
        final ByteBuffer target = ByteBuffer.allocate(10);
        try (Proactor blocked = Proactor.builder().workers(1).build())
        {
            final Object gate = new Object();
            synchronized (gate)
            {
                blocked.push(Operation.call(() -> {
                    synchronized (gate)
                    {
                        return 0;
                    }
                }));
                assertTrue(blocked.cancel(blocked.push(blocked.attach(channel).read(0, target))));
            }
        }
        assertEquals(0, target.position());
        assertArrayEquals(new byte[10], target.array());
    }

    @Test
    void shouldCloseNoFileWhenAUserIsInterrupted()
    {
        Thread.currentThread().interrupt();
        final Operation write = file.write(0, ByteBuffer.wrap(bytes(10)));
        driver.push(write);
        driver.poll(Proactor.ENDLESS, completion -> {
        });
        assertTrue(Thread.interrupted());
        driver.close();
        assertTrue(channel.isOpen());
    }

    @Test
    void shouldCloseNoFileBecauseOfAFlagThatAnOperationLeftBehind()
    {
        result(Operation.call(() -> {
            Thread.currentThread().interrupt();
            return 0;
        }));
        assertEquals(10, result(file.write(0, ByteBuffer.wrap(bytes(10)))));
        assertTrue(channel.isOpen());
    }

    @Test
    void shouldFailWhenTheFileIsClosedMeanwhile() throws IOException
    {
        final Operation read = file.read(0, ByteBuffer.allocate(1));
        channel.close();
        failure(ClosedChannelException.class, read);
        assertEquals(1, result(Operation.call(() -> 1)));
    }
}
