package org.shmjournal.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.shmjournal.cli.SharedProcess.run;
import static org.shmjournal.cli.SharedProcess.runWith;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.dataformat.cbor.CBORFactory;
import com.fasterxml.jackson.dataformat.smile.SmileFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.shmjournal.ChannelSpec;
import org.shmjournal.RawFormat;
import org.shmjournal.ShmChannel;
import org.shmjournal.ShmWriter;

/** What the command makes of payloads that are not text. */
class CodecsIT
{
    private static final String SCHEMA = """
        <?xml version="1.0" encoding="UTF-8" standalone="yes"?>
        <sbe:messageSchema xmlns:sbe="http://fixprotocol.io/2016/sbe"
                           package="trades" id="91" version="0" byteOrder="littleEndian">
            <types>
                <composite name="messageHeader">
                    <type name="blockLength" primitiveType="uint16"/>
                    <type name="templateId" primitiveType="uint16"/>
                    <type name="schemaId" primitiveType="uint16"/>
                    <type name="version" primitiveType="uint16"/>
                </composite>
                <enum name="Side" encodingType="uint8">
                    <validValue name="BUY">0</validValue>
                    <validValue name="SELL">1</validValue>
                </enum>
            </types>
            <sbe:message name="Trade" id="1">
                <field name="price" id="1" type="int64"/>
                <field name="side" id="2" type="Side"/>
            </sbe:message>
        </sbe:messageSchema>
        """;
    private static final byte[] NO_CBOR = {(byte)0xA1, 0x61};

    @TempDir
    Path directory;

    private Path channel()
    {
        return directory.resolve("channel");
    }

    private void write(final int formatId, final String mediaType, final byte[]... payloads)
    {
        try (ShmWriter<ByteBuffer> writer = ShmChannel.at(channel())
            .spec(ChannelSpec.defaults().segmentSize(64 * 1024))
            .format(RawFormat.as(formatId, mediaType))
            .openWriter())
        {
            for (final byte[] payload : payloads)
            {
                writer.write(ByteBuffer.wrap(payload));
            }
        }
    }

    /** The same value in any of Jackson's formats. */
    private static byte[] order(final JsonFactory factory) throws IOException
    {
        final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JsonGenerator generator = factory.createGenerator(bytes))
        {
            generator.writeStartObject();
            generator.writeStringField("symbol", "ACME\n");
            generator.writeNumberField("price", 31_400L);
            generator.writeBinaryField("key", new byte[]{1, 2});
            generator.writeEndObject();
        }
        return bytes.toByteArray();
    }

    @ParameterizedTest
    @ValueSource(strings = {"cbor", "smile"})
    void shouldDecodeWhatDescribesItself(final String name) throws IOException
    {
        if (name.equals("cbor"))
        {
            write(11, "application/cbor", order(new CBORFactory()), NO_CBOR);
        }
        else
        {
            write(12, "application/x-jackson-smile", order(new SmileFactory()), NO_CBOR);
        }
        final String order = "{\"symbol\":\"ACME\\n\",\"price\":31400,\"key\":\"AQI=\"}";
        assertEquals(order + "\n{\"base64\":\"oWE=\"}\n", run("cat", channel()).expect(0).text());
        assertEquals(order + "\n", run("cat", "--grep", "\"price\":31", channel()).expect(0).text());
        final String json = run("cat", "--json", channel()).expect(0).text();
        assertTrue(json.contains("\"value\":" + order + "}\n"), json);
        assertTrue(json.endsWith("\"length\":2,\"base64\":\"oWE=\"}\n"), json);
        final String csv = run("cat", "-o", "csv", "--limit", "1", channel()).expect(0).text();
        assertTrue(csv.contains("\"\"price\"\":31400"), csv);
        assertEquals(name.equals("cbor"), run("cat", "-o", "raw", channel()).expect(0).output()[0] == (byte)0xBF);
        assertEquals(order, run("tail", "--no-follow", channel()).expect(0).text().lines().findFirst().orElseThrow());
    }

    @Test
    void shouldDecodeMessagesOfSbeByTheirSchema() throws IOException
    {
        final Path schema = Files.writeString(directory.resolve("trades.xml"), SCHEMA);
        final byte[] trade = message(91, 1);
        write(20, "application/x-sbe; schema-id=91", trade, message(92, 1), message(91, 2), new byte[]{9, 0, 1});
        final String[] lines = run("cat", "--schema", schema, channel()).expect(0).text().split("\n");
        assertEquals(4, lines.length);
        assertEquals("{\"price\":31400,\"side\":\"SELL\"}", lines[0]);
        for (int i = 1; i < lines.length; i++)
        {
            assertTrue(lines[i].startsWith("{\"base64\":\""), lines[i]);
        }
        final String json = run("cat", "--json", "--schema", schema, "--limit", "1", channel()).expect(0).text();
        assertTrue(json.endsWith("\"length\":17,\"value\":{\"price\":31400,\"side\":\"SELL\"}}\n"), json);
        final byte[] raw = run("cat", "--limit", "1", channel()).expect(0).output();
        assertEquals(ByteBuffer.wrap(trade), ByteBuffer.wrap(raw));
    }

    private static byte[] message(final int schemaId, final int templateId)
    {
        return ByteBuffer.allocate(17).order(ByteOrder.LITTLE_ENDIAN)
            .putShort((short)9).putShort((short)templateId).putShort((short)schemaId).putShort((short)0)
            .putLong(31_400).put((byte)1).array();
    }

    @Test
    void shouldRefuseWhatIsNoSchema() throws IOException
    {
        write(20, "application/x-sbe", message(91, 1));
        final Path missing = directory.resolve("missing.xml");
        run("cat", "--schema", missing, channel()).expect(3, missing.toString());
        final Path empty = Files.writeString(directory.resolve("empty.xml"), "");
        run("cat", "--schema", empty, channel()).expect(2, empty + ": is no schema of SBE");
        final Path other = Files.writeString(directory.resolve("other.xml"), "<other/>");
        run("cat", "--schema", other, channel()).expect(2, other + ": is no schema of SBE");
        final Path secret = Files.writeString(directory.resolve("external.xml"),
            "<!DOCTYPE x [<!ENTITY e SYSTEM \"file:///etc/passwd\">]><x>&e;</x>");
        run("cat", "--schema", secret, channel()).expect(2, secret + ": is no schema of SBE");
        final Path text = directory.resolve("text");
        run("create", "--segment-size", "64K", text).expect(0);
        run("cat", "--schema", empty, text).expect(2, "--schema is for channels of SBE");
    }

    @Test
    void shouldTakeNothingButJsonIntoAChannelOfJson()
    {
        final byte[] lines =
            "{\"a\":1.00000000000000000001}\n\n \t\n [true,\t\"x\"]\n7".getBytes(StandardCharsets.UTF_8);
        runWith(lines, "write", "--format", "json", "--segment-size", "64K", channel()).expect(0);
        assertEquals("{\"a\":1.00000000000000000001}\n [true,\t\"x\"]\n7\n", run("cat", channel()).expect(0).text());
        assertEquals("""
            {"sequence":0,"position":0,"length":28,"value":{"a":1.00000000000000000001}}
            {"sequence":1,"position":40,"length":12,"value":[true,"x"]}
            {"sequence":2,"position":64,"length":1,"value":7}
            """, run("cat", "--json", channel()).expect(0).text());
        final String good = "{\"b\":2}\n";
        for (final String bad : new String[]{"{\"a\":", "1 2", "tru", "{} }", "\u0000"})
        {
            runWith((good + bad + "\n").getBytes(StandardCharsets.UTF_8), "write", channel())
                .expect(1, "record 2 of the input is not ");
        }
        assertEquals(3 + 5, run("cat", channel()).expect(0).text().lines().count());
    }

    @Test
    void shouldEmbedNoPayloadThatIsNotTheJsonThatItsChannelSays()
    {
        write(10, "application/json", "{\"a\":\n1}".getBytes(StandardCharsets.UTF_8),
            "{\"a\":".getBytes(StandardCharsets.UTF_8), new byte[]{(byte)0xFF}, "1 2".getBytes(StandardCharsets.UTF_8),
            new byte[0], "[".repeat(2_000).getBytes(StandardCharsets.UTF_8));
        final String[] lines = run("cat", "--json", channel()).expect(0).text().split("\n");
        assertEquals(6, lines.length);
        assertTrue(lines[0].endsWith(",\"value\":{\"a\":1}}"), lines[0]);
        assertTrue(lines[1].endsWith(",\"text\":\"{\\\"a\\\":\"}"), lines[1]);
        assertTrue(lines[2].endsWith(",\"base64\":\"/w==\"}"), lines[2]);
        assertTrue(lines[3].endsWith(",\"text\":\"1 2\"}"), lines[3]);
        assertTrue(lines[4].endsWith(",\"text\":\"\"}"), lines[4]);
        assertTrue(lines[5].endsWith("[[[\"}"), lines[5]);
    }

    @Test
    void shouldCreateChannelsOfAnyFormatThatThereIs()
    {
        run("create", "--segment-size", "64K", "--format", "SBE; schema-id=91", channel()).expect(0);
        final String info = run("info", channel()).expect(0).text();
        assertTrue(info.contains("application/x-sbe; schema-id=91 (id 20)"), info);
        for (final String name : new String[]{"raw", "text", "json", "cbor", "smile", "chronicle-bytes"})
        {
            run("create", "--segment-size", "64K", "--format", name, directory.resolve(name)).expect(0);
        }
        run("create", "--format", "yaml", directory.resolve("yaml"))
            .expect(2, "'yaml' is none of raw, text, json, cbor, smile, sbe, chronicle-bytes");
        run("write", "--format", "cbor", directory.resolve("json")).expect(2,
            "format cbor (formatId=11, mediaType=application/cbor) was asked for, " +
                "the channel has format json (formatId=10, mediaType=application/json)");
    }
}
