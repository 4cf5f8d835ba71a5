package org.shmjournal.docs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.shmjournal.ChannelInfo;
import org.shmjournal.ChannelListener;
import org.shmjournal.ChannelSpec;
import org.shmjournal.Conductor;
import org.shmjournal.ShmChannel;
import org.shmjournal.ShmReader;
import org.shmjournal.ShmWriter;
import org.shmjournal.VerifyReport;
import org.shmjournal.codecs.TextFormat;
import org.shmjournal.io.FileOperations;

class OperatingTest
{
    private static final ChannelSpec SMALL = ChannelSpec.defaults().segmentSize(64 * 1024);

    @TempDir
    private Path directory;

    private final List<String> alerts = new ArrayList<>();

    @Test
    void shouldServeAHundredChannelsByOneConductor()
    {
        // example: many channels
        final ChannelSpec spec = ChannelSpec.defaults().segmentSize(64 * 1024);
        try (Conductor conductor = Conductor.launch())
        {
            final List<ShmWriter<String>> writers = new ArrayList<>();
            for (int user = 0; user < 100; user++)
            {
                final ShmChannel<String> channel = ShmChannel.at(directory.resolve("user-" + user))
                    .format(TextFormat.utf8())
                    .spec(spec)
                    .conductor(conductor);
                writers.add(channel.openWriter());
            }
            writers.forEach(writer -> writer.write("welcome"));
            writers.forEach(ShmWriter::close);
        }
        // end
        assertEquals(1, ShmChannel.at(directory.resolve("user-99")).info().records());
    }

    @Test
    void shouldShipSealedSegments() throws IOException, InterruptedException
    {
        final ShmChannel<String> channel = channel();
        final Path archive = Files.createDirectory(directory.resolve("archive"));
        // example: ship
        final ExecutorService shipping = Executors.newSingleThreadExecutor();
        final ChannelListener shipper = new ChannelListener()
        {
            @Override
            public void onSegmentSealed(final Path file, final long number)
            {
                shipping.execute(() -> ship(file, archive));
            }
        };
        try (ShmWriter<String> orders = channel.listener(shipper).openWriter())
        {
            writeOrders(orders);
        }
        shipping.shutdown();
        // end
        assertTrue(shipping.awaitTermination(1, TimeUnit.MINUTES));
        assertEquals(channel.info().segments().size() - 1, numberOfFiles(archive));
        // example: segment alone
        final Path shipped = archive.resolve("00000000000000000000.seg");
        final ChannelInfo info = ChannelInfo.ofSegment(shipped);
        assert info.problems().isEmpty() && info.records() > 0;
        // end
        assertTrue(info.records() > 0);
    }

    private static void ship(final Path file, final Path archive)
    {
        try
        {
            Files.copy(file, archive.resolve(file.getFileName()));
        }
        catch (final IOException ex)
        {
            throw new UncheckedIOException(ex);
        }
    }

    @Test
    void shouldLetTheGroupRead() throws IOException
    {
        final Path path = directory.resolve("orders");
        // example: permissions
        final ShmChannel<String> channel = ShmChannel.at(path)
            .format(TextFormat.utf8())
            .permissions(PosixFilePermissions.fromString("rw-r-----"));
        channel.create();
        // end
        final Set<PosixFilePermission> mode = Files.getPosixFilePermissions(path.resolve("channel.ctl"));
        assertTrue(PosixFilePermissions.fromString("rw-r-----").containsAll(mode), mode.toString());
        assertTrue(PosixFilePermissions.fromString("rwxr-x---").containsAll(Files.getPosixFilePermissions(path)));
    }

    @Test
    void shouldFitASmallFileSystem() throws IOException
    {
        final Path path = directory.resolve("orders");
        // example: small segments
        final ShmChannel<String> channel = ShmChannel.at(path)
            .format(TextFormat.utf8())
            .spec(ChannelSpec.defaults().segmentSize(1024 * 1024));
        // end
        try (ShmWriter<String> orders = channel.openWriter())
        {
            orders.write("order");
            assertEquals(8192 + 1024 * 1024, Files.size(path.resolve("00000000000000000000.seg")));
        }
    }

    @Test
    void shouldUnmapWithoutTheCollector()
    {
        final ShmChannel<String> channel = channel();
        // example: eager unmapping
        try (ShmWriter<String> orders = channel.eagerUnmapping(true).openWriter())
        {
            orders.write("order");
        }
        // end
        assertEquals(1, channel.info().records());
    }

    @Test
    void shouldInspect() throws IOException
    {
        final ShmChannel<String> channel = channel();
        try (ShmWriter<String> orders = channel.openWriter())
        {
            writeOrders(orders);
            assertTrue(isWellKept(channel));
        }
        assertTrue(isWellKept(channel));
        assertTrue(isWhole(channel));

        flipABit(channel.path().resolve("00000000000000000000.seg"), 8192 + 100);
        assertFalse(isWhole(channel));
        assertEquals(1, alerts.size());
        assertTrue(alerts.get(0).contains("00000000000000000000.seg"), alerts.toString());
    }

    private boolean isWellKept(final ShmChannel<String> channel)
    {
        // example: info
        final ChannelInfo info = channel.info();
        final boolean wellKept = info.closed() || info.owner().alive();
        if (!wellKept)
        {
            alert("pid " + info.owner().pid() + " died after " + info.records() + " records");
        }
        // end
        return wellKept;
    }

    private boolean isWhole(final ShmChannel<String> channel)
    {
        // example: verify
        final VerifyReport report = channel.verify();
        for (final VerifyReport.Finding finding : report.findings())
        {
            alert(finding.what() + " in " + finding.file() + " at " + finding.offset() +
                ": expected " + finding.expected() + ", found " + finding.found());
        }
        // end
        return report.isGood();
    }

    @Test
    void shouldReadACopy()
    {
        try (ShmWriter<String> orders = channel().openWriter())
        {
            orders.write("order");
        }
        final Path path = directory.resolve("orders");
        // example: untrusted
        try (ShmReader<ByteBuffer> orders = ShmChannel.at(path)
            .fileOperations(FileOperations.copying())
            .openReader())
        {
            orders.poll((buffer, offset, length, context) -> alert("length " + length), Integer.MAX_VALUE);
        }
        // end
        assertEquals(List.of("length 5"), alerts);
    }

    private static void writeOrders(final ShmWriter<String> orders)
    {
        for (int i = 0; i < 8_000; i++)
        {
            orders.write("order " + i);
        }
    }

    private ShmChannel<String> channel()
    {
        return ShmChannel.at(directory.resolve("orders")).format(TextFormat.utf8()).spec(SMALL);
    }

    private static long numberOfFiles(final Path folder) throws IOException
    {
        try (var files = Files.list(folder))
        {
            return files.count();
        }
    }

    private static void flipABit(final Path file, final long offset) throws IOException
    {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE))
        {
            final ByteBuffer one = ByteBuffer.allocate(1);
            channel.read(one, offset);
            one.put(0, (byte)(one.get(0) ^ 1)).flip();
            channel.write(one, offset);
        }
    }

    private void alert(final String message)
    {
        alerts.add(message);
    }
}
