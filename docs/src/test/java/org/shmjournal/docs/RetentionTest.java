package org.shmjournal.docs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.shmjournal.ChannelSpec;
import org.shmjournal.Retention;
import org.shmjournal.ShmChannel;
import org.shmjournal.ShmReader;
import org.shmjournal.ShmWriter;
import org.shmjournal.codecs.TextFormat;
import org.shmjournal.error.OvertakenException;

class RetentionTest
{
    private static final int MORE = 1000;

    @TempDir
    private Path directory;

    private final List<String> handled = new ArrayList<>();
    private final List<String> alerts = new ArrayList<>();
    private ShmWriter<String> writer;

    @Test
    void shouldTellWhatWasNotKept() throws IOException
    {
        final Path path = directory.resolve("orders");
        // example: keep bytes
        final ShmChannel<String> channel = ShmChannel.at(path)
            .format(TextFormat.utf8())
            .spec(ChannelSpec.defaults()
                .segmentSize(1024 * 1024)
                .retention(Retention.keepBytes(16L * 1024 * 1024)));
        // end
        try (ShmWriter<String> others = channel.openWriter())
        {
            writer = others;
            others.write(order());
            // example: overtaken
            try (ShmReader<String> orders = channel.openReader())
            {
                letOthersWrite();
                while (true)
                {
                    try
                    {
                        if (orders.poll(order -> handle(order), 1000) == 0)
                        {
                            break;
                        }
                    }
                    catch (final OvertakenException loss)
                    {
                        alert("lost " + loss.lostRecords() + " records, " + loss.lostBytes() + " bytes");
                    }
                }
            }
            // end
        }
        final int lost = 1 + MORE - handled.size();
        assertEquals(1, alerts.size());
        assertTrue(lost > 0 && alerts.get(0).startsWith("lost " + lost + " records, "), alerts.toString());
        assertTrue(bytesOf(path) <= 16L * 1024 * 1024 + 4096);
    }

    @Test
    void shouldTellALossBeside()
    {
        final ShmChannel<String> channel = ShmChannel.at(directory.resolve("orders"))
            .format(TextFormat.utf8())
            .spec(ChannelSpec.defaults().segmentSize(1024 * 1024).retention(Retention.keepSegments(2)));
        try (ShmWriter<String> others = channel.openWriter())
        {
            writer = others;
            // example: on loss
            try (ShmReader<String> orders = channel.onLoss(loss -> alert(loss.getMessage())).openReader())
            // end
            {
                letOthersWrite();
                final int polled = orders.poll(order -> handle(order), MORE);
                assertTrue(polled < MORE && orders.sequence() == MORE);
            }
        }
        assertEquals(1, alerts.size());
    }

    private static String order()
    {
        return "order ".repeat(10_000);
    }

    private void letOthersWrite()
    {
        for (int i = 0; i < MORE; i++)
        {
            writer.write(order());
        }
    }

    private static long bytesOf(final Path path) throws IOException
    {
        try (Stream<Path> files = Files.list(path))
        {
            return files.mapToLong(file -> file.toFile().length()).sum();
        }
    }

    private void handle(final String order)
    {
        handled.add(order);
    }

    private void alert(final String message)
    {
        alerts.add(message);
    }
}
