package org.shmjournal.docs;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.shmjournal.ChannelSpec;
import org.shmjournal.DataFormat;
import org.shmjournal.RawFormat;
import org.shmjournal.Retention;
import org.shmjournal.ShmChannel;
import org.shmjournal.ShmWriter;
import org.shmjournal.codecs.TextFormat;
import org.shmjournal.docs.Tools.Outcome;
import org.shmjournal.testing.Damage;

/** Runs {@code docs/reader.py}, which knows the format from its page alone; compares it with {@code journal cat}. */
class ReaderPyIT
{
    private static final int LONGEST = 300;
    private static final int ROUNDS = 4;
    private static final int SLOTS = 4;
    private static final int LINE = 504;
    private static final int PER_SEGMENT = (64 * 1024 - 16) / (8 + LINE);
    private static final int LAPS = 1000;
    private static final byte[] UNTERMINATED = {'\n', 0};

    @TempDir
    private Path directory;

    @ParameterizedTest
    @CsvSource({
        "text, false, false",
        "text, false, true",
        "text, true, false",
        "text, true, true",
        "raw, false, false",
        "raw, false, true",
        "raw, true, false",
        "raw, true, true"})
    void shouldPrintWhatCatPrints(final String format, final boolean checksums, final boolean timestamps)
        throws IOException, InterruptedException
    {
        requirePython();
        final Path path = directory.resolve("channel");
        final byte[] expected = writeAllLengths(path, "text".equals(format), ChannelSpec.defaults()
            .segmentSize(64 * 1024).checksums(checksums).timestamps(timestamps));

        final Outcome read = runReader(path);
        final Outcome printed = Tools.journal(directory, "cat", path.toString());

        assertEquals("", read.error());
        assertEquals(0, read.exitCode());
        assertEquals(0, printed.exitCode(), printed.error());
        assertArrayEquals(printed.output(), read.output());
        assertArrayEquals(expected, read.output());
        assertTrue(ShmChannel.at(path).info().segments().size() > 2);
    }

    @Test
    void shouldReadALiveChannel() throws IOException, InterruptedException
    {
        requirePython();
        final Path path = directory.resolve("channel");
        try (ShmWriter<String> writer = ShmChannel.at(path).format(TextFormat.utf8()).openWriter())
        {
            writer.write("one");
            writer.heartbeat();
            writer.write("two");

            assertEquals("one\ntwo\n", text(runReader(path)));
        }
        try (ShmWriter<String> writer = ShmChannel.at(path).format(TextFormat.utf8()).openWriter())
        {
            writer.write("three");

            assertEquals("one\ntwo\nthree\n", text(runReader(path)));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 3, 4, 11})
    void shouldReadARing(final int rounds) throws IOException, InterruptedException
    {
        requirePython();
        final Path path = directory.resolve("ring");
        final Path copy = directory.resolve("copy");
        try (ShmWriter<String> writer = ring(path).openWriter())
        {
            final int count = rounds * SLOTS * PER_SEGMENT + PER_SEGMENT / 2;
            for (int i = 0; i < count; i++)
            {
                writer.write(line(i));
            }
            assertPrintsUpTo(count - 1, path);
            // What a kill would leave.
            Damage.copyDirectory(path, copy);
        }
        assertPrintsUpTo(rounds * SLOTS * PER_SEGMENT + PER_SEGMENT / 2 - 1, path);
        assertPrintsUpTo(rounds * SLOTS * PER_SEGMENT + PER_SEGMENT / 2 - 1, copy);
    }

    /** The newest lines, as cat prints them, of which all but one or two slots are full. */
    private void assertPrintsUpTo(final int last, final Path path) throws IOException, InterruptedException
    {
        final Outcome read = runReader(path);
        final Outcome printed = Tools.journal(directory, "cat", path.toString());
        final List<String> lines = text(read).lines().toList();
        final int first = last + 1 - lines.size();

        assertEquals("", read.error());
        assertEquals(0, printed.exitCode(), printed.error());
        assertArrayEquals(printed.output(), read.output());
        assertEquals(IntStream.rangeClosed(first, last).mapToObj(ReaderPyIT::line).toList(), lines);
        assertTrue(first == 0 || lines.size() >= (SLOTS - 2) * PER_SEGMENT, "lines: " + lines.size());
    }

    @Test
    void shouldTellWhatItLosesOfARingThatGoesRound() throws IOException, InterruptedException, ExecutionException
    {
        requirePython();
        final Path path = directory.resolve("ring");
        try (ShmWriter<String> writer = ring(path).openWriter())
        {
            final CompletableFuture<Outcome> reading = CompletableFuture.supplyAsync(() -> runReaderUnchecked(path));
            // It gets to the end only when nobody writes any more, and might stop at one before.
            int last = -1;
            while (last < LAPS * SLOTS * PER_SEGMENT)
            {
                writer.write(line(++last));
            }
            int before = -1;
            for (final String line : text(reading.get()).lines().toList())
            {
                final int number = Integer.parseInt(line.substring(0, line.indexOf(' ')));
                assertEquals(line(number), line);
                assertTrue(number > before && number <= last, before + ", then " + number);
                before = number;
            }
            assertTrue(reading.get().error().lines().allMatch(line -> line.matches(".*/ring: lost [1-9]\\d* bytes")),
                reading.get().error());
        }
    }

    private static ShmChannel<String> ring(final Path path)
    {
        return ShmChannel.at(path).format(TextFormat.utf8()).spec(ChannelSpec.defaults().segmentSize(64 * 1024)
            .checksums(false).retention(Retention.ring(SLOTS)));
    }

    /** So long that so many fill a segment: none but the last few bytes of it. */
    private static String line(final int number)
    {
        return number + " " + "x".repeat(LINE - 1 - Integer.toString(number).length());
    }

    private Outcome runReaderUnchecked(final Path path)
    {
        try
        {
            return runReader(path);
        }
        catch (final IOException | InterruptedException ex)
        {
            throw new IllegalStateException(ex);
        }
    }

    @Test
    void shouldReadTheExampleOfThePage() throws IOException, InterruptedException
    {
        requirePython();
        final Path path = directory.resolve("example");
        new FormatPage().makeExample(path);

        assertEquals("buy 100 ACME\n\n", text(runReader(path)));
    }

    @Test
    void shouldSayWhereDamageIs() throws IOException, InterruptedException
    {
        requirePython();
        final Path path = directory.resolve("example");
        final Path segment = path.resolve("00000000000000000000.seg");
        final FormatPage page = new FormatPage();
        page.makeExample(path);
        for (final int offset : new int[]{0, 24, 1020, 1024, 1040, 0x2000, 0x2008, 0x2010, 0x2020, 0x2038})
        {
            flipABit(segment, offset);
            final Outcome read = runReader(path);
            assertEquals(4, read.exitCode(), "offset=" + offset);
            assertTrue(read.error().matches("(?s).*00000000000000000000\\.seg: offset \\d+: .*"),
                read.error());
            flipABit(segment, offset);
        }
        assertEquals("buy 100 ACME\n\n", text(runReader(path)));
        assertEquals(1, runReader(directory.resolve("nothing")).exitCode());
    }

    @Test
    void shouldBeShortAndNeedNothingElse() throws IOException, InterruptedException
    {
        final List<String> lines = Files.readAllLines(Documents.reader());
        assertTrue(lines.size() <= 150, "lines: " + lines.size());

        requirePython();
        final Outcome modules = Tools.run(directory, List.of("python3", "-c", """
            import ast, sys
            tree = ast.parse(open(sys.argv[1]).read())
            names = {name.name.split('.')[0] for node in ast.walk(tree) if isinstance(node, ast.Import)
                     for name in node.names}
            names |= {(node.module or '.').split('.')[0] for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
            print(sorted(names - sys.stdlib_module_names))
            """, Documents.reader().toString()));
        assertEquals("[]\n", text(modules));
    }

    private void requirePython() throws InterruptedException
    {
        assumeTrue(Tools.isThere(directory, "python3", "-c", "import sys; assert sys.version_info >= (3, 10)"),
            "no python3 (3.10 or later) here: docs/reader.py was not run");
    }

    private Outcome runReader(final Path path) throws IOException, InterruptedException
    {
        return Tools.run(directory, List.of("python3", Documents.reader().toString(), path.toString()));
    }

    private static String text(final Outcome outcome)
    {
        assertEquals(0, outcome.exitCode(), outcome.error());
        return new String(outcome.output(), StandardCharsets.UTF_8);
    }

    /** Every length over several rolls, by owners that come and go; returns what is to be printed. */
    private static byte[] writeAllLengths(final Path path, final boolean isText, final ChannelSpec spec)
    {
        final DataFormat<?> format = isText ? TextFormat.utf8() : RawFormat.raw();
        final ByteArrayOutputStream expected = new ByteArrayOutputStream();
        final Random random = new Random(1);
        for (int round = 0; round < ROUNDS; round++)
        {
            try (ShmWriter<?> writer = ShmChannel.at(path).format(format).spec(spec).openWriter())
            {
                for (int length = 0; length <= LONGEST; length++)
                {
                    final byte[] payload = new byte[length];
                    random.nextBytes(payload);
                    if (length >= 2 && length % 50 == 0)
                    {
                        System.arraycopy(UNTERMINATED, 0, payload, length - 2, 2);
                    }
                    writer.writeBytes(ByteBuffer.wrap(payload));
                    expect(payload, isText, expected);
                }
                writer.heartbeat();
            }
        }
        return expected.toByteArray();
    }

    private static void expect(final byte[] payload, final boolean isText, final ByteArrayOutputStream expected)
    {
        final int length = payload.length;
        final boolean marked = length >= 2 && payload[length - 2] == '\n' && payload[length - 1] == 0;
        expected.write(payload, 0, isText && marked ? length - 2 : length);
        if (isText && !marked)
        {
            expected.write('\n');
        }
    }

    private static void flipABit(final Path file, final int offset) throws IOException
    {
        try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "rw"))
        {
            bytes.seek(offset);
            final int value = bytes.read();
            bytes.seek(offset);
            bytes.write(value ^ 1);
        }
    }
}
