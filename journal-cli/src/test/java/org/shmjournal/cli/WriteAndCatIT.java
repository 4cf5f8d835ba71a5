package org.shmjournal.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.shmjournal.cli.JournalProcess.runWith;
import static org.shmjournal.cli.SharedProcess.run;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WriteAndCatIT
{
    @TempDir
    Path directory;

    @ParameterizedTest
    @ValueSource(strings = {
        "", "\n", "\n\n\n", "one line\n", "no line feed", "a\n\nb\nno line feed", "dos\r\nlines\r\n",
        "\0\n\0\0\n\0", "\u00ff\u00fe invalid UTF-8 \u0080\n\u00c3\n"})
    void shouldPrintTheSameBytesAgain(final String latin1)
    {
        final byte[] input = latin1.getBytes(StandardCharsets.ISO_8859_1);
        final Path channel = directory.resolve("channel");
        assertEquals(0, runWith(input, "write", "--segment-size", "64K", channel).expect(0).output().length);
        assertArrayEquals(input, run("cat", channel).expect(0).output());
    }

    @Test
    void shouldPrintManyLinesOfAnyLengthAgainAcrossSegments()
    {
        final Random random = new Random(3);
        final ByteArrayOutputStream input = new ByteArrayOutputStream();
        for (int i = 0; i < 5_000; i++)
        {
            final byte[] line = new byte[random.nextInt(1 + random.nextInt(2_000))];
            random.nextBytes(line);
            input.writeBytes(line);
            input.write('\n');
        }
        final byte[] longLine = new byte[16 * 1024];
        input.writeBytes(longLine);
        input.write('\n');
        final Path channel = directory.resolve("channel");
        runWith(input.toByteArray(), "write", "--segment-size", "64K", "--checksums", "--timestamps", channel)
            .expect(0);
        assertArrayEquals(input.toByteArray(), run("cat", channel).expect(0).output());
        assertArrayEquals(input.toByteArray(), run("cat", "--untrusted", channel).expect(0).output());
        run("verify", channel).expect(0);
    }

    @Test
    void shouldGoOnWhereTheLastWriterEnded()
    {
        final Path channel = directory.resolve("channel");
        runWith(bytes("first\nunterminated"), "write", "--segment-size", "64K", channel).expect(0);
        runWith(bytes(" and on\n"), "write", "--keep-open", channel).expect(0);
        final String kept = run("info", "--json", channel).expect(0).text();
        assertTrue(kept.contains("\"closed\":false"), kept);
        runWith(bytes("last\n"), "write", channel).expect(0);
        assertEquals("first\nunterminated and on\nlast\n", run("cat", channel).expect(0).text());
        final String closed = run("info", "--json", channel).expect(0).text();
        assertTrue(closed.contains("\"closed\":true"), closed);
    }

    @Test
    void shouldWriteFilesOneAfterTheOther() throws IOException
    {
        final Path a = Files.writeString(directory.resolve("a"), "1\n2");
        final Path b = Files.writeString(directory.resolve("b"), "3\n");
        final Path channel = directory.resolve("channel");
        run("write", "--segment-size", "64K", channel, a, b).expect(0);
        assertEquals("1\n23\n", run("cat", channel).expect(0).text());
    }

    @Test
    void shouldKeepBinaryRecordsFramedByLength()
    {
        final Random random = new Random(5);
        final ByteArrayOutputStream input = new ByteArrayOutputStream();
        for (int i = 0; i < 500; i++)
        {
            final byte[] record = new byte[random.nextInt(600)];
            random.nextBytes(record);
            input.write(record.length);
            input.write(record.length >>> 8);
            input.writeBytes(new byte[2]);
            input.writeBytes(record);
        }
        final Path channel = directory.resolve("channel");
        runWith(input.toByteArray(), "write", "--framing", "length", "--segment-size", "64K", channel).expect(0);
        assertArrayEquals(input.toByteArray(), run("cat", "--output", "length", channel).expect(0).output());
        final String info = run("info", "--json", channel).expect(0).text();
        assertTrue(info.contains("\"formatId\":2") && info.contains("\"records\":500"), info);
    }

    @Test
    void shouldKeepWholeFilesOrRefuseThemBeforeAnythingIsWritten() throws IOException
    {
        final byte[] image = new byte[16 * 1024];
        new Random(9).nextBytes(image);
        final Path fits = Files.write(directory.resolve("fits"), image);
        final Path empty = Files.write(directory.resolve("empty"), new byte[0]);
        final Path tooLong = Files.write(directory.resolve("too-long"), new byte[image.length + 1]);
        final Path channel = directory.resolve("channel");
        run("write", "--framing", "whole-file", "--segment-size", "64K", channel, fits, empty, tooLong)
            .expect(1, "too-long: is longer than the maximum record length of 16384 bytes; nothing of it was written");
        assertArrayEquals(image, run("cat", channel).expect(0).output());
        assertEquals(2, run("cat", "--json", channel).expect(0).text().lines().count());
    }

    @Test
    void shouldTakeWholeInputsWhateverTheyAre() throws IOException
    {
        final Random random = new Random(11);
        final List<Path> files = new ArrayList<>();
        final ByteArrayOutputStream expected = new ByteArrayOutputStream();
        // Into several segments, so that some do not fit where the one before them ends.
        for (int i = 0; i < 20; i++)
        {
            final byte[] bytes = new byte[random.nextInt(16 * 1024)];
            random.nextBytes(bytes);
            expected.writeBytes(bytes);
            files.add(Files.write(directory.resolve("file" + i), bytes));
        }
        // One whose length the kernel does not tell before it is read.
        final Path made = Path.of("/proc/version");
        if (Files.exists(made))
        {
            expected.writeBytes(Files.readAllBytes(made));
            files.add(made);
        }
        final Path channel = directory.resolve("channel");
        final List<Object> arguments = new ArrayList<>(List.of("write", "--framing", "whole-file", "--segment-size",
            "64K", "--ack", channel));
        arguments.addAll(files);
        final String last = run(arguments.toArray()).expect(0).text().lines().reduce((first, second) -> second).get();
        assertTrue(last.startsWith("records=" + files.size() + " bytes=" + expected.size() + " "), last);
        assertArrayEquals(expected.toByteArray(), run("cat", channel).expect(0).output());

        final byte[] piped = bytes("from a pipe");
        runWith(piped, "write", "--framing", "whole-file", channel).expect(0);
        expected.writeBytes(piped);
        assertArrayEquals(expected.toByteArray(), run("cat", channel).expect(0).output());
        assertTrue(run("info", "--json", channel).expect(0).text().contains("\"records\":" + (files.size() + 1)));
    }

    @Test
    void shouldLookAtWholeFilesBeforeTheyGoIntoAChannelOfJson() throws IOException
    {
        final Path good = Files.writeString(directory.resolve("good"), "{\"a\": 1}\n");
        final Path bad = Files.writeString(directory.resolve("bad"), "{\"a\": ");
        final Path channel = directory.resolve("channel");
        run("create", "--format", "json", channel).expect(0);
        run("write", "--framing", "whole-file", channel, good, bad).expect(1, "record 2 of the input is not JSON");
        assertTrue(run("info", "--json", channel).expect(0).text().contains("\"records\":1"));
    }

    @Test
    void shouldRefuseALineThatIsTooLongByNumberAndOffset()
    {
        final Path channel = directory.resolve("channel");
        final String input = "one\ntwo\n" + "x".repeat(101) + "\nnever\n";
        runWith(bytes(input), "write", "--segment-size", "64K", "--max-record-length", "100", channel)
            .expect(1, "standard input: line 3 at byte 8 is longer than the maximum record length of 100 bytes");
        assertEquals("one\ntwo\n", run("cat", channel).expect(0).text());
        assertTrue(run("info", channel).expect(0).text().contains("closed cleanly"));
    }

    @Test
    void shouldKeepToTheRateAndToTheSequence()
    {
        final Path channel = directory.resolve("channel");
        runWith(bytes("0\n1\n2\n3\n4\n5\n"), "write", "--rate", "200", "--flush", "--timestamps", "--segment-size",
            "64K", channel).expect(0);
        assertEquals("2\n3\n", run("cat", "--sequence", "2..3", channel).expect(0).text());
        assertEquals("4\n", run("cat", "--sequence", "4..", "--limit", "1", channel).expect(0).text());
        assertEquals("", run("cat", "--sequence", "100..200", channel).expect(0).text());
        assertEquals("1\n5\n", run("cat", "--grep", "[15]", channel).expect(0).text());
        assertEquals("", run("cat", "--until", "1h", channel).expect(0).text());
        assertEquals(6, run("cat", "--since", "1h", channel).expect(0).text().lines().count());
        assertFalse(run("cat", "--json", channel).expect(0).text().contains("base64"));
    }

    private static byte[] bytes(final String text)
    {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
