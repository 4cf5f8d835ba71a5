package org.shmjournal.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.shmjournal.ChannelSpec;
import org.shmjournal.ShmChannel;
import org.shmjournal.ShmReader;
import org.shmjournal.ShmWriter;
import org.shmjournal.cli.output.EpochNanos;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

class SelectedRangeTest
{
    private static final int RECORDS = 6000;
    private static final long FIRST = 1_700_000_000_000_000_000L;
    private static final long STEP = Duration.ofSeconds(10).toNanos();

    @TempDir
    Path directory;

    /** As the commands have it. */
    @Command
    private static final class Options
    {
        @Mixin
        private SelectionOptions selection;

        @Mixin
        private FilterOptions filter;
    }

    @Test
    void shouldHandOnWhatIsInAllRanges()
    {
        final ShmChannel<ByteBuffer> channel = write();
        final long[] bounds = {0, 1, 2999, 3000, RECORDS - 1, RECORDS, RECORDS + 50};
        try (ShmReader<ByteBuffer> reader = channel.openReader())
        {
            for (final long since : bounds)
            {
                for (final long until : bounds)
                {
                    for (final long from : bounds)
                    {
                        final List<Long> expected = LongStream.range(Math.max(since, from), Math.min(RECORDS, until))
                            .limit(70).boxed().toList();
                        assertEquals(expected, select(reader, "--since", time(since), "--until", time(until),
                            "--sequence", from + "..", "--limit", "70"),
                            since + " " + until + " " + from);
                    }
                }
            }
            assertEquals(List.of(10L, 11L, 12L), select(reader, "--sequence", "10..12"));
            assertEquals(List.of(0L, 1L), select(reader, "--sequence", "..1"));
            assertEquals(RECORDS, select(reader).size());
            assertEquals(List.of(777L, 1777L), select(reader, "--grep", "777$", "--limit", "2"));
        }
    }

    @Test
    void shouldEndAtWhatWasTheNewestWhenItBegan()
    {
        final ShmChannel<ByteBuffer> channel = write();
        final List<Long> selected = new ArrayList<>();
        try (ShmReader<ByteBuffer> reader = channel.openReader();
            ShmWriter<ByteBuffer> writer = channel.openWriter())
        {
            final Options options = options();
            final SelectedRange range = new SelectedRange(reader, options.selection, options.filter);
            range.read((buffer, offset, length, context) -> {
                // A writer as fast as the reader.
                writer.writeBytes(ByteBuffer.allocate(8));
                selected.add(context.sequence());
            }, Progress.NONE);
        }
        assertEquals(LongStream.range(0, RECORDS).boxed().toList(), selected);
    }

    @Test
    void shouldFollowUpToTheLimit()
    {
        final ShmChannel<ByteBuffer> channel = write();
        final List<Long> selected = new ArrayList<>();
        try (ShmReader<ByteBuffer> reader = channel.openReader();
            ShmWriter<ByteBuffer> writer = channel.openWriter())
        {
            final Options options = options("--sequence", "5999..", "--limit", "3");
            final SelectedRange range = new SelectedRange(reader, options.selection, options.filter);
            range.follow((buffer, offset, length, context) -> selected.add(context.sequence()), Progress.NONE,
                () -> writer.writeBytes(ByteBuffer.allocate(8)));
        }
        assertEquals(List.of(5999L, 6000L, 6001L), selected);
    }

    @Test
    void shouldTellThatItCameToTheEnd()
    {
        final ShmChannel<ByteBuffer> channel = write();
        for (final String[] arguments : new String[][]{{}, {"--grep", "^77"}, {"--grep", "none"}})
        {
            final ByteArrayOutputStream told = new ByteArrayOutputStream();
            final Progress progress = new Progress(new PrintStream(told, true, StandardCharsets.UTF_8), false,
                System.nanoTime() - TimeUnit.DAYS.toNanos(1));
            final Options options = options(arguments);
            try (ShmReader<ByteBuffer> reader = channel.openReader())
            {
                new SelectedRange(reader, options.selection, options.filter)
                    .read((buffer, offset, length, context) -> context.sequence(), progress);
            }
            final List<String> lines = told.toString(StandardCharsets.UTF_8).lines().toList();
            assertEquals("100%", lines.get(lines.size() - 1).split(",")[0], lines.toString());
        }
    }

    private ShmChannel<ByteBuffer> write()
    {
        final long[] now = {FIRST};
        final ShmChannel<ByteBuffer> channel = ShmChannel.at(directory.resolve("channel"));
        try (ShmWriter<ByteBuffer> writer = channel.epochClock(() -> now[0])
            .spec(ChannelSpec.defaults().segmentSize(64 * 1024).timestamps(true)).openWriter())
        {
            for (int i = 0; i < RECORDS; i++)
            {
                now[0] = FIRST + i * STEP;
                writer.writeBytes(ByteBuffer.wrap(Integer.toString(i).getBytes(StandardCharsets.UTF_8)));
            }
        }
        return channel;
    }

    private static List<Long> select(final ShmReader<?> reader, final String... arguments)
    {
        final Options options = options(arguments);
        final List<Long> selected = new ArrayList<>();
        new SelectedRange(reader, options.selection, options.filter)
            .read((buffer, offset, length, context) -> selected.add(context.sequence()), Progress.NONE);
        return selected;
    }

    private static Options options(final String... arguments)
    {
        final Options options = new Options();
        new CommandLine(options).parseArgs(arguments);
        return options;
    }

    private static String time(final long record)
    {
        return EpochNanos.toInstant(FIRST + record * STEP).toString();
    }
}
