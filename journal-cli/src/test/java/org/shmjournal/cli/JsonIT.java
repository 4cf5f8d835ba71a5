package org.shmjournal.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.shmjournal.cli.JournalProcess.run;
import static org.shmjournal.cli.JournalProcess.runWith;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.Map;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JsonIT
{
    @TempDir
    Path directory;

    @Test
    void shouldPrintRecordsThatParse() throws IOException
    {
        final Path channel = directory.resolve("channel");
        final byte[] input = "say \"hi\",\tok\n\u00ff\ncaf\u00c3\u00a9\n\0\nend".getBytes(StandardCharsets.ISO_8859_1);
        runWith(input, "write", "--timestamps", "--segment-size", "64K", channel).expect(0);
        final String[] lines = run("cat", "--json", channel).expect(0).text().split("\n");
        assertEquals(5, lines.length);
        final Map<String, String> first = parse(lines[0]);
        assertEquals("0", first.get("sequence"));
        assertEquals("0", first.get("position"));
        assertEquals("12", first.get("length"));
        assertEquals("say \"hi\",\tok", first.get("text"));
        assertTrue(Long.parseLong(first.get("timestampNanos")) > 0);
        assertTrue(first.get("timestamp").endsWith("Z"));
        assertEquals("/w==", parse(lines[1]).get("base64"));
        assertEquals("caf\u00e9", parse(lines[2]).get("text"));
        assertEquals("\0", parse(lines[3]).get("text"));
        assertEquals("end\n\0", parse(lines[4]).get("text"));

        final String csv = run("cat", "--output", "csv", "--limit", "1", channel).expect(0).text();
        assertTrue(csv.startsWith("sequence,position,timestamp,length,text\n0,0,2"), csv);
        assertTrue(csv.endsWith("Z,12,\"say \"\"hi\"\",\tok\"\n"), csv);
        final String hex = run("cat", "--output", "hex", "--sequence", "4", channel).expect(0).text();
        assertTrue(hex.contains("00000000  65 6e 64 0a 00 "), hex);
        assertTrue(hex.endsWith("|end..|\n\n"), hex);
    }

    @Test
    void shouldPrintFactsThatParse() throws IOException
    {
        final Path channel = directory.resolve("channel");
        final Map<String, String> created = parse(run("create", "--json", "--checksums", "--timeout", "1500ms",
            "--tick-unit", "ms", "--writer-id", "7", "--channel-id", "9", "--segment-size", "64K",
            "--max-record-length", "1K", "--metadata", "mine", "--single-segment", "--permissions", "rw-r-----",
            channel).expect(0).text());
        assertEquals(channel.toString(), created.get("channel"));
        assertEquals("true", created.get("header.checksums"));
        assertEquals("1500000000", created.get("header.timeoutNanos"));
        assertEquals("MILLISECONDS", created.get("header.tickUnit"));
        assertEquals("7", created.get("header.writerId"));
        assertEquals("9", created.get("header.channelId"));
        assertEquals("1024", created.get("header.maxRecordLength"));
        assertEquals("SINGLE_SEGMENT", created.get("header.retention"));
        assertEquals("bWluZQ==", created.get("header.metadataBase64"));

        assertEquals(created.get("instanceId"), parse(run("info", "--json", channel).expect(0).text())
            .get("instanceId"));
        assertEquals(created.get("instanceId"), parse(run("ls", "--json", directory).expect(0).text())
            .get("instanceId"));
        assertEquals("true", parse(run("verify", "--json", channel).expect(0).text()).get("good"));
    }

    @Test
    void shouldPrintAnErrorThatParsesWhenTheControlFileCannotBeRead() throws IOException
    {
        final Path channel = directory.resolve("a\u001bchannel");
        run("create", "--segment-size", "64K", channel).expect(0);
        final Path control = channel.resolve("channel.ctl");
        Files.write(control, new byte[]{1}, StandardOpenOption.APPEND);
        for (final String command : new String[]{"info", "verify"})
        {
            final JournalProcess.Outcome outcome = run(command, "--json", channel).expectQuiet(4);
            assertEquals(1, outcome.text().lines().count());
            final Map<String, String> facts = parse(outcome.text());
            assertEquals(channel.toString(), facts.get("channel"));
            assertEquals(control.toString(), facts.get("error.path"));
            assertEquals("0", facts.get("error.offset"));
            assertEquals("file length", facts.get("error.what"));
            assertEquals("4096 bytes", facts.get("error.expected"));
            assertEquals("4097 bytes", facts.get("error.found"));
            assertTrue(facts.get("error.message").endsWith("; restore the file from a backup"));
            run(command, channel).expect(4, "file length");
        }
        final Path missing = directory.resolve("missing");
        assertEquals(missing.toString(), parse(run("info", "--json", missing).expectQuiet(3).text())
            .get("error.path"));
    }

    /** All scalars by their path; a parser that is strict about what is one value. */
    static Map<String, String> parse(final String json) throws IOException
    {
        final Map<String, String> values = new LinkedHashMap<>();
        try (JsonParser parser = new JsonFactory().createParser(json))
        {
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken())
            {
                if (token.isScalarValue())
                {
                    values.put(parser.getParsingContext().pathAsPointer().toString().substring(1).replace('/', '.'),
                        parser.getText());
                }
            }
        }
        return values;
    }
}
