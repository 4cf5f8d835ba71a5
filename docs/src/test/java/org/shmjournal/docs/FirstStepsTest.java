package org.shmjournal.docs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.agrona.concurrent.BackoffIdleStrategy;
import org.agrona.concurrent.IdleStrategy;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.shmjournal.ChannelSpec;
import org.shmjournal.ShmChannel;
import org.shmjournal.ShmReader;
import org.shmjournal.ShmWriter;
import org.shmjournal.codecs.TextFormat;
import org.shmjournal.error.ChannelLockedException;

class FirstStepsTest
{
    @TempDir
    private Path directory;

    private final List<String> handled = new ArrayList<>();

    @Test
    void shouldWriteAndRead()
    {
        final Path path = directory.resolve("orders");
        // example: first steps
        final ShmChannel<String> channel = ShmChannel.at(path).format(TextFormat.utf8());

        try (ShmWriter<String> orders = channel.openWriter())
        {
            orders.write("buy 100 ACME");
        }

        try (ShmReader<String> orders = channel.openReader())
        {
            for (final String order : orders)
            {
                handle(order);
            }
        }
        // end
        assertEquals(List.of("buy 100 ACME"), handled);
    }

    @Test
    void shouldPoll()
    {
        final ShmChannel<String> channel = smallChannel();
        try (ShmWriter<String> orders = channel.openWriter())
        {
            orders.write("buy 100 ACME");
            orders.write("sell 50 ACME");
        }
        // example: poll loop
        try (ShmReader<String> orders = channel.openReader())
        {
            final IdleStrategy idle = new BackoffIdleStrategy();
            while (orders.state().mayHaveMore())
            {
                idle.idle(orders.poll(order -> handle(order), 64));
            }
        }
        // end
        assertEquals(List.of("buy 100 ACME", "sell 50 ACME"), handled);
    }

    @Test
    void shouldGoOnAfterAKill() throws IOException, InterruptedException
    {
        final Path path = directory.resolve("orders");
        final Process service = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp", System.getProperty("java.class.path"), OrderService.class.getName(), path.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT).start();
        long acknowledged = -1;
        try (BufferedReader acknowledgements = service.inputReader())
        {
            while (acknowledged < 5_000)
            {
                acknowledged = Long.parseLong(acknowledgements.readLine());
            }
        }
        finally
        {
            service.destroyForcibly().waitFor();
        }

        try (ShmWriter<String> orders = channelAt(path).openWriter())
        {
            assertTrue(orders.lastSequence() >= acknowledged);
            orders.write("order " + (orders.lastSequence() + 1));
        }
        try (ShmReader<String> orders = channelAt(path).openReader())
        {
            orders.poll(this::handle, Integer.MAX_VALUE);
        }
        for (int i = 0; i < handled.size(); i++)
        {
            assertEquals("order " + i, handled.get(i));
        }
    }

    @Test
    void shouldRefuseASecondOwner()
    {
        final ShmChannel<String> channel = smallChannel();
        try (ShmWriter<String> first = channel.openWriter())
        {
            assertThrows(ChannelLockedException.class, () -> {
                // example: second owner
                try (ShmWriter<String> orders = channel.openWriter())
                {
                    orders.write("buy 100 ACME");
                }
                catch (final ChannelLockedException ex)
                {
                    alert(ex.getMessage());
                    throw ex;
                }
                // end
            });
            first.write("still the owner");
        }
        assertTrue(handled.get(0).contains("owned by pid " + ProcessHandle.current().pid()), handled.toString());
    }

    @Test
    void shouldForceToTheDisk()
    {
        final ShmChannel<String> channel = smallChannel();
        // example: durable
        try (ShmWriter<String> orders = channel.openWriter())
        {
            orders.write("buy 100 ACME");
            orders.flush();
            assert orders.durablePosition() == orders.position();
        }
        // end
        assertTrue(Files.exists(channel.path()));
    }

    /** A service, to be run in a process of its own, and killed. */
    static final class OrderService
    {
        private OrderService()
        {
        }

        public static void main(final String[] args)
        {
            final ShmChannel<String> channel = channelAt(Path.of(args[0]));
            // example: service
            try (ShmWriter<String> orders = channel.openWriter())
            {
                long number = orders.lastSequence() + 1;
                while (!Thread.currentThread().isInterrupted())
                {
                    orders.write("order " + number);
                    acknowledge(number);
                    number++;
                }
            }
            // end
        }

        private static void acknowledge(final long number)
        {
            System.out.println(number);
        }
    }

    private static ShmChannel<String> channelAt(final Path path)
    {
        return ShmChannel.at(path).format(TextFormat.utf8()).spec(ChannelSpec.defaults().segmentSize(64 * 1024));
    }

    private ShmChannel<String> smallChannel()
    {
        return channelAt(directory.resolve("orders"));
    }

    private void handle(final String order)
    {
        handled.add(order);
    }

    private void alert(final String message)
    {
        handled.add(message);
    }
}
