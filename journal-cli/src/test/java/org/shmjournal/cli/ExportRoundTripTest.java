package org.shmjournal.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.shmjournal.ChannelSpec;
import org.shmjournal.Durability;
import org.shmjournal.RawFormat;
import org.shmjournal.Retention;
import org.shmjournal.ShmChannel;
import org.shmjournal.ShmReader;
import org.shmjournal.ShmWriter;
import org.shmjournal.cli.output.StandardOutput;
import org.shmjournal.cli.transfer.BinaryExport;
import org.shmjournal.cli.transfer.ExportForm;
import org.shmjournal.cli.transfer.ExportHeader;
import org.shmjournal.cli.transfer.Import;
import org.shmjournal.cli.transfer.NdjsonExport;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** import(export(channel)) has equal records, timestamps and settings, whatever these are, in both forms. */
class ExportRoundTripTest
{
    /** A payload, and how much later than the one before it is written. */
    private record Entry(byte[] payload, long pauseNanos)
    {
    }

    /** As the command has it. */
    @Command
    private static final class Options
    {
        @Mixin
        private CreationOptions creation;
    }

    @Property(tries = 100, edgeCases = EdgeCasesMode.NONE)
    void shouldImportWhatWasExported(
        @ForAll("specs") final ChannelSpec spec, @ForAll("entries") final List<Entry> entries,
        @ForAll final boolean binary)
        throws IOException
    {
        final Path directory = Files.createTempDirectory("round-trip");
        try
        {
            final ShmChannel<ByteBuffer> source = ShmChannel.at(directory.resolve("source"));
            write(source, spec, entries);
            final Path export = directory.resolve("export");
            export(source, export, binary);
            final ShmChannel<ByteBuffer> target = ShmChannel.at(directory.resolve("target"));
            importInto(target, export);

            assertEquals(records(source), records(target));
            assertEquals(source.info().header().toString(), target.info().header().toString());
            assertTrue(target.verify().isGood());
        }
        finally
        {
            delete(directory);
        }
    }

    @Provide
    private Arbitrary<ChannelSpec> specs()
    {
        final Arbitrary<ChannelSpec> flags = Combinators.combine(
            Arbitraries.of(true, false), Arbitraries.of(true, false), Arbitraries.of(Durability.class),
            Arbitraries.of(Retention.KEEP_ALL, Retention.SINGLE_SEGMENT, Retention.keepSegments(1000),
                Retention.keepBytes(1L << 40), Retention.keepFor(Duration.ofDays(365))),
            Arbitraries.of(64 * 1024, 256 * 1024), Arbitraries.of(true, false))
            .as((checksums, timestamps, durability, retention, segmentSize, byBytes) -> {
                ChannelSpec spec = ChannelSpec.defaults().segmentSize(segmentSize)
                    .timestamps(timestamps || retention.policy() == Retention.Policy.KEEP_FOR)
                    .durability(durability)
                    .retention(retention);
                spec = durability == Durability.PROCESS ? spec.checksums(checksums) : spec;
                return durability == Durability.PERIODIC && byBytes ? spec.forceEvery(1000) : spec;
            });
        return Combinators
            .combine(flags, Arbitraries.longs(), Arbitraries.longs(), Arbitraries.integers().between(0, 99),
                Arbitraries.of(TimeUnit.NANOSECONDS, TimeUnit.MICROSECONDS, TimeUnit.MILLISECONDS, TimeUnit.SECONDS),
                Arbitraries.bytes().array(byte[].class).ofMaxSize(512), Arbitraries.strings().ascii().ofMaxLength(40))
            .as((spec, writer, channel, timeout, unit, metadata, mediaType) -> spec.writerId(writer).channelId(channel)
                .timeout(Duration.of(timeout, unit.toChronoUnit())).tickUnit(unit).userMetadata(metadata)
                .mediaType(mediaType).formatId(77 + timeout));
    }

    @Provide
    private Arbitrary<List<Entry>> entries()
    {
        final Arbitrary<byte[]> payloads = Arbitraries.oneOf(
            Arbitraries.bytes().array(byte[].class).ofMaxSize(64),
            Arbitraries.strings().ofMaxLength(40).map(text -> text.getBytes(java.nio.charset.StandardCharsets.UTF_8)),
            Arbitraries.just(new byte[0]),
            Arbitraries.integers().between(10_000, 16_000).map(byte[]::new));
        return Combinators.combine(payloads, Arbitraries.longs().between(0, 1L << 40)).as(Entry::new).list()
            .ofMaxSize(30);
    }

    private static void write(
        final ShmChannel<ByteBuffer> source, final ChannelSpec spec, final List<Entry> entries)
    {
        final long[] now = {1_700_000_000_000_000_000L};
        final ShmChannel<ByteBuffer> timed =
            source.format(RawFormat.as(spec.formatId(), spec.mediaType())).spec(spec).epochClock(() -> now[0]);
        try (ShmWriter<ByteBuffer> writer = timed.openWriter())
        {
            for (final Entry entry : entries)
            {
                now[0] += entry.pauseNanos;
                if (spec.retention().equals(Retention.SINGLE_SEGMENT) && writer.available() < entry.payload.length + 64)
                {
                    return;
                }
                writer.writeBytes(ByteBuffer.wrap(entry.payload));
            }
        }
    }

    private static void export(final ShmChannel<ByteBuffer> source, final Path file, final boolean binary)
        throws IOException
    {
        try (FileChannel channel =
            FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
            ShmReader<ByteBuffer> reader = source.openReader())
        {
            final StandardOutput output = new StandardOutput(channel);
            final ExportForm form = binary ? new BinaryExport(output) : new NdjsonExport(output);
            form.begin(new ExportHeader(reader.header(), source.info().createdEpochNanos()));
            form.end(reader.poll(form, Integer.MAX_VALUE));
        }
    }

    private static void importInto(final ShmChannel<ByteBuffer> target, final Path file) throws IOException
    {
        try (FileChannel input = FileChannel.open(file);
            ChannelImport sink = new ChannelImport(target, noOptions(), Progress.NONE))
        {
            new Import("export", sink).read(input, false);
            assertEquals(0, sink.raisedTimestamps());
        }
    }

    private static CreationOptions noOptions()
    {
        final Options options = new Options();
        new CommandLine(options).parseArgs();
        return options.creation;
    }

    private static List<String> records(final ShmChannel<ByteBuffer> channel)
    {
        final List<String> records = new ArrayList<>();
        try (ShmReader<ByteBuffer> reader = channel.openReader())
        {
            reader.poll((buffer, offset, length, context) -> {
                final byte[] payload = new byte[length];
                buffer.get(offset, payload);
                records.add(context.sequence() + " " + context.timestamp() + " " + HexFormat.of().formatHex(payload));
            }, Integer.MAX_VALUE);
        }
        return records;
    }

    private static void delete(final Path directory) throws IOException
    {
        try (Stream<Path> files = Files.walk(directory))
        {
            files.sorted((a, b) -> b.compareTo(a)).forEach(file -> {
                try
                {
                    Files.delete(file);
                }
                catch (final IOException ex)
                {
                    throw new UncheckedIOException(ex);
                }
            });
        }
    }
}
