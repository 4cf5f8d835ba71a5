package org.shmjournal.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.shmjournal.cli.SharedProcess.run;
import static org.shmjournal.cli.SharedProcess.runWith;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.shmjournal.ShmChannel;
import org.shmjournal.ShmWriter;

@Timeout(value = 120, threadMode = ThreadMode.SEPARATE_THREAD)
class ExportImportIT
{
    @TempDir
    Path directory;

    private Path channel;
    private Path copy;

    @BeforeEach
    void writeChannel()
    {
        channel = directory.resolve("channel");
        copy = directory.resolve("copy");
        runWith(bytes("one\ntwo\n\nthree\nno line feed"), "write", "--timestamps", "--checksums", "--segment-size",
            "64K", "--metadata", "mine", channel).expect(0);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldGiveBackEqualRecordsAndSettings(final boolean binary)
    {
        final byte[] export = export(binary);
        assertEquals(copy + ": imported 5 records, 25 bytes\n", runWith(export, "import", copy).expect(0).text());
        assertEquals(run("cat", "--json", channel).text(), run("cat", "--json", copy).expect(0).text());
        final String header =
            run("info", "--json", channel).text().replaceAll(".*\"header\":(\\{[^}]*}).*", "$1").strip();
        assertTrue(run("info", "--json", copy).text().contains(header), header);
        run("verify", copy).expect(0);
    }

    @Test
    void shouldTakeWhatCatPrints()
    {
        final byte[] json = run("cat", "--json", "--sequence", "1..", channel).output();
        assertEquals("{\"channel\":\"" + copy + "\",\"records\":4,\"bytes\":22,\"raisedTimestamps\":0}\n",
            runWith(json, "import", "--json", "--segment-size", "64K", copy).expect(0).text());
        assertEquals(run("cat", "--sequence", "1..", channel).text(), run("cat", copy).expect(0).text());
        assertEquals(run("cat", "-o", "csv", "--sequence", "1..", channel).text().replaceAll("(?m)^\\d+,\\d+,", ""),
            run("cat", "-o", "csv", copy).expect(0).text().replaceAll("(?m)^\\d+,\\d+,", ""));
    }

    @Test
    void shouldExportTheRangeThatIsAskedFor()
    {
        final String export =
            run("export", "--sequence", "1..3", "--grep", "t", "--limit", "1", channel).expect(0).text();
        assertTrue(export.contains("\"text\":\"two\"") && export.endsWith("{\"end\":{\"records\":1}}\n"), export);
        assertEquals(3, export.lines().count());
    }

    @Test
    void shouldLetOptionsWin()
    {
        runWith(export(true), "import", "--no-timestamps", "--segment-size", "1M", "--no-checksums", copy).expect(0);
        final String info = run("info", "--json", copy).text();
        assertTrue(info.contains("\"segmentSize\":1048576") && info.contains("\"timestamps\":false") &&
            info.contains("\"checksums\":false") && info.contains("\"maxRecordLength\":262144"), info);
        assertEquals(run("cat", channel).text(), run("cat", copy).text());
    }

    @Test
    void shouldAppendToAChannelOfTheSameKind()
    {
        runWith(export(false), "import", copy).expect(0);
        final JournalProcess.Outcome again = runWith(export(true), "import", copy);
        assertEquals(0, again.exitCode(), again.errors());
        // Of five equal timestamps at most the first four are smaller than the newest that was there.
        assertTrue(again.errors().isEmpty() || again.errors().contains("timestamps were smaller than one before"),
            again.errors());
        assertEquals(run("cat", channel).text().repeat(2), run("cat", copy).text());
        run("verify", copy).expect(0);
    }

    @Test
    void shouldRefuseAChannelOfAnotherKind()
    {
        run("create", "--format", "raw", "--timestamps", "--segment-size", "64K", copy).expect(0);
        runWith(export(false), "import", copy).expect(2, "formatId");
        final Path untimed = directory.resolve("untimed");
        run("create", "--segment-size", "64K", untimed).expect(0);
        runWith(export(false), "import", untimed).expect(2, "timestamps");
        runWith(run("cat", "--json", channel).output(), "import", untimed).expect(2, "--no-timestamps");
        assertEquals("", run("cat", untimed).expect(0).text() + run("cat", copy).expect(0).text());
    }

    @Test
    void shouldSayWhichRecordsTimestampsCouldNotBeKept()
    {
        final String lines = "{\"timestampNanos\":5000,\"text\":\"a\"}\n{\"timestampNanos\":4000,\"text\":\"b\"}\n";
        final JournalProcess.Outcome outcome = runWith(bytes(lines), "import", "--segment-size", "64K", copy);
        assertEquals(0, outcome.exitCode(), outcome.errors());
        assertTrue(outcome.errors().contains("1 timestamps were smaller"), outcome.errors());
        assertTrue(run("cat", "--json", "--sequence", "1", copy).text().contains("\"timestampNanos\":5000"));
    }

    @Test
    void shouldSayWhereAnExportIsDamagedAndWhatStays()
    {
        final String export = new String(export(false), StandardCharsets.UTF_8);
        runWith(bytes(export.replace("\"text\":\"two\"", "\"text\":\"tw")), "import", copy)
            .expect(4, "line 3, byte ");
        assertEquals("one\n", run("cat", copy).text());
        refused("length", export.replace("\"two\"", "\"too long\""), "line 3", "its length is said to be 3");
        refused("payload", export.replace("\"text\":\"three\"", "\"words\":\"three\""), "line 5",
            "neither text nor base64", "the 3 records before it were imported");
        refused("cut", export.substring(0, export.lastIndexOf("{\"end\"")), "cut short", "the 5 records before it");
        refused("lost", export.replaceFirst("\\{\"sequence\":1.*\n", ""), "it has 5 records, 4 were found");
        refused("behind", export + export, "something stands behind the end");
        refused("header", export.replace("\"segmentSize\":65536", "\"segmentSize\":65537"), "line 1", "65537",
            "nothing was imported");
        refused("version", export.replace("{\"export\":1", "{\"export\":9"), "version 9");
        refused("decoded", "{\"value\":1}\n", "line 1", "use 'journal export'");
        refused("empty", "", "empty");
        refused("other", "one\n", "line 1", "no JSON");
        refused("payload-as-token", export.replace("\"three\"", "three"), "line 5", "no JSON: Unrecognized token; the");
        refused("in-header", export.substring(0, 1), "no JSON: Unexpected end-of-input; nothing");
        assertFalse(Files.exists(directory.resolve("header")));
    }

    @Test
    void shouldNoticeEachChangedByteOfABinaryExport()
    {
        final byte[] export = export(true);
        final int step = 61;
        for (int i = 0; i < export.length; i += step)
        {
            final byte[] damaged = export.clone();
            damaged[i] ^= 0x10;
            final JournalProcess.Outcome outcome = runWith(damaged, "import", "--binary", directory.resolve("at-" + i));
            assertEquals(4, outcome.exitCode(), i + outcome.errors());
        }
        for (final int length : new int[]{7, 8, 100, export.length - 17, export.length - 1})
        {
            runWith(Arrays.copyOf(export, length), "import", directory.resolve("cut-" + length)).expect(4);
        }
        runWith(export(false), "import", "--binary", copy).expect(4, "leave out --binary");
    }

    @Test
    void shouldRefuseARecordThatIsTooLong()
    {
        run("create", "--timestamps", "--max-record-length", "4", "--segment-size", "64K", copy).expect(0);
        runWith(export(false), "import", copy).expect(2, "--max-record-length");
        assertEquals("one\ntwo\n\n", run("cat", copy).text());
    }

    @Test
    void shouldFollowALiveChannelUntilItIsDrained() throws IOException
    {
        try (ShmWriter<?> writer = ShmChannel.at(channel).openWriter();
            JournalProcess export = JournalProcess.start("export", "--follow", channel))
        {
            for (int i = 0; i < 6; i++)
            {
                export.line();
            }
            writer.writeBytes(java.nio.ByteBuffer.wrap(bytes("late")));
            assertTrue(export.line().contains("\"text\":\"late\""));
            writer.drain();
            assertEquals("{\"end\":{\"records\":6}}", export.line());
            export.finish().expect(0);
        }
    }

    @Test
    void shouldEndAFollowedExportWholeWhenItIsInterrupted() throws IOException
    {
        try (JournalProcess export = JournalProcess.start("export", "--follow", "--sequence", "..1", channel))
        {
            export.finish().expect(0);
        }
        try (JournalProcess export = JournalProcess.start("export", "--follow", channel))
        {
            for (int i = 0; i < 6; i++)
            {
                export.line();
            }
            export.terminate();
            assertEquals("{\"end\":{\"records\":5}}", export.line());
            export.finish().expect(130);
        }
    }

    private byte[] export(final boolean binary)
    {
        return (binary ? run("export", "--binary", channel) : run("export", channel)).expect(0).output();
    }

    private void refused(final String name, final String export, final String... words)
    {
        final JournalProcess.Outcome outcome = runWith(bytes(export), "import", directory.resolve(name));
        outcome.expect(4, words[0]);
        for (final String word : words)
        {
            assertTrue(outcome.errors().contains(word), word + " in " + outcome.errors());
        }
    }

    private static byte[] bytes(final String text)
    {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
