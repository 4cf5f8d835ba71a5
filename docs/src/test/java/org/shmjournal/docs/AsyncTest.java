package org.shmjournal.docs;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.shmjournal.ChannelSpec;
import org.shmjournal.MemoryGuard;
import org.shmjournal.ShmChannel;
import org.shmjournal.ShmReader;
import org.shmjournal.ShmWriter;
import org.shmjournal.VectoredWrite;
import org.shmjournal.io.AttachedFile;
import org.shmjournal.io.Operation;
import org.shmjournal.io.Proactor;
import org.shmjournal.io.WakeHandle;

class AsyncTest
{
    private static final ChannelSpec SMALL = ChannelSpec.defaults().segmentSize(1024 * 1024);

    @TempDir
    private Path directory;

    private final List<byte[]> handled = new ArrayList<>();
    private boolean done;

    private ShmChannel<ByteBuffer> channel()
    {
        return ShmChannel.at(directory.resolve("channel")).spec(SMALL);
    }

    private void alert(final Throwable failure)
    {
        throw new AssertionError(failure);
    }

    private void doSomethingElse()
    {
        Thread.onSpinWait();
    }

    private static byte[] random(final int length)
    {
        final byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        return bytes;
    }

    private byte[] read()
    {
        final ByteArrayOutputStream all = new ByteArrayOutputStream();
        try (ShmReader<ByteBuffer> reader = channel().openReader())
        {
            reader.poll((buffer, offset, length, context) -> {
                final byte[] bytes = new byte[length];
                buffer.get(offset, bytes);
                handled.add(bytes);
                all.writeBytes(bytes);
            }, Integer.MAX_VALUE);
        }
        return all.toByteArray();
    }

    @Test
    void shouldWriteAFileBesideOtherWork() throws IOException
    {
        final Path path = directory.resolve("report");
        final ByteBuffer header = ByteBuffer.wrap(random(10));
        final ByteBuffer body = ByteBuffer.wrap(random(1000));
        // example: driver
        try (FileChannel channel =
            FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            Proactor driver = Proactor.builder().workers(2).build())
        {
            final AttachedFile report = driver.attach(channel);
            final Operation thenForce = report.force(true);
            driver.push(report.write(0, header, body), thenForce);
            while (!done)
            {
                driver.poll(0, completion -> {
                    if (completion.isFailed())
                    {
                        alert(completion.failure());
                    }
                    else if (completion.attachment() instanceof Operation next)
                    {
                        driver.push(next);
                    }
                    else
                    {
                        done = true;
                    }
                });
                doSomethingElse();
            }
        }
        // end
        assertEquals(1010, Files.size(path));
    }

    @Test
    void shouldWakeAndCancelAndRefuse() throws InterruptedException
    {
        final Path old = directory.resolve("old");
        try (Proactor driver = Proactor.builder().build())
        {
            // example: driver-wake
            final WakeHandle handle = driver.handle();
            final Thread other = new Thread(handle::wake);
            other.start();
            driver.poll(Proactor.ENDLESS, completion -> {
            });
            // end
            other.join();
            // example: driver-cancel
            final long token = driver.push(Operation.delete(old));
            if (token == Proactor.REFUSED)
            {
                alert(new IllegalStateException("poll first: as many operations are on their way as there may be"));
            }
            driver.cancel(token);
            driver.poll(Proactor.ENDLESS, completion -> {
                if (completion.isCancelled())
                {
                    done = true;
                }
                // Or it was too late: then the file is deleted, or that has failed.
            });
            // end
            assertEquals(0, driver.poll(0, completion -> {
            }));
        }
    }

    @Test
    void shouldTakeAFileWithoutACopyBetween() throws IOException
    {
        final Path path = Files.write(directory.resolve("picture"), random(100_000));
        try (ShmWriter<ByteBuffer> writer = channel().openWriter())
        {
            // example: vectored-file
            try (FileChannel picture = FileChannel.open(path);
                VectoredWrite space = writer.claimVectored((int)picture.size()))
            {
                final long length = picture.read(space.slices());
                space.commit((int)length);
            }
            // end
        }
        assertArrayEquals(random(100_000), read());
        assertEquals(1, handled.size());
    }

    @Test
    void shouldFillSlicesByThreads() throws InterruptedException
    {
        final byte[] image = random(64 * 1024);
        try (ShmWriter<ByteBuffer> writer = channel().openWriter())
        {
            // example: vectored-threads
            try (VectoredWrite space = writer.claimVectored(image.length, image.length))
            {
                final List<Thread> painters = new ArrayList<>();
                int from = 0;
                for (final ByteBuffer slice : space.slices(16 * 1024))
                {
                    final int start = from;
                    painters.add(new Thread(() -> slice.put(image, start, slice.remaining())));
                    from += slice.remaining();
                }
                painters.forEach(Thread::start);
                for (final Thread painter : painters)
                {
                    painter.join();
                }
                space.commit(image.length);
            }
            // end
        }
        assertArrayEquals(image, read());
    }

    @Test
    void shouldWriteWhatASocketSends() throws IOException, InterruptedException
    {
        final byte[] sent = random(3 * 1024 * 1024);
        try (ServerSocketChannel server = ServerSocketChannel.open())
        {
            server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            final Thread client = new Thread(() -> send(localAddress(server), sent));
            client.start();
            final ShmChannel<ByteBuffer> channel = channel();
            // example: vectored-socket
            try (SocketChannel socket = server.accept();
                ShmWriter<ByteBuffer> journal = channel.openWriter())
            {
                long length = 0;
                while (length >= 0)
                {
                    try (VectoredWrite space = journal.claimVectored(4096, 64 * 1024))
                    {
                        length = socket.read(space.slices(16 * 1024));
                        if (length > 0)
                        {
                            space.commit((int)length);
                        }
                    }
                }
            }
            // end
            client.join();
        }
        assertArrayEquals(sent, read());
        assertTrue(handled.stream().allMatch(record -> record.length <= 64 * 1024));
    }

    private static InetSocketAddress localAddress(final ServerSocketChannel server)
    {
        try
        {
            return (InetSocketAddress)server.getLocalAddress();
        }
        catch (final IOException ex)
        {
            throw new IllegalStateException(ex);
        }
    }

    private static void send(final InetSocketAddress to, final byte[] bytes)
    {
        try (Socket socket = new Socket(to.getAddress(), to.getPort());
            OutputStream output = socket.getOutputStream())
        {
            output.write(bytes);
        }
        catch (final IOException ex)
        {
            throw new IllegalStateException(ex);
        }
    }

    @Test
    void shouldKeepMemoryForAWriteToSomewhereElse() throws IOException
    {
        final Path path = directory.resolve("mirror");
        try (FileChannel file =
            FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            Proactor driver = Proactor.builder().build())
        {
            final AttachedFile mirror = driver.attach(file);
            try (ShmWriter<ByteBuffer> writer = channel().openWriter())
            {
                // example: guard
                try (VectoredWrite space = writer.claimVectored(1000, 1000))
                {
                    final ByteBuffer slice = space.slices()[0];
                    slice.put(random(1000)).flip();
                    final MemoryGuard guard = space.extendLifetime();
                    space.commit(slice.remaining());
                    driver.push(mirror.write(0, slice), guard);
                }
                // end
            }
            // example: guard-end
            driver.poll(Proactor.ENDLESS, completion -> ((MemoryGuard)completion.attachment()).close());
            // end
        }
        assertArrayEquals(random(1000), read());
        assertArrayEquals(random(1000), Files.readAllBytes(path));
    }
}
