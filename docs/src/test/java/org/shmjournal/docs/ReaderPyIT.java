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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.shmjournal.ChannelSpec;
import org.shmjournal.DataFormat;
import org.shmjournal.RawFormat;
import org.shmjournal.ShmChannel;
import org.shmjournal.ShmWriter;
import org.shmjournal.codecs.TextFormat;
import org.shmjournal.docs.Tools.Outcome;

/** Runs {@code docs/reader.py}, which knows the format from its page alone; compares it with {@code journal cat}. */
class ReaderPyIT
{
    private static final int LONGEST = 300;
    private static final int ROUNDS = 4;
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
