package org.shmjournal.cli.transfer;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.util.zip.CRC32C;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import org.shmjournal.ChannelSpec;
import org.shmjournal.cli.input.InputBlock;

/**
 * Takes a binary export apart, frame by frame; nothing is handed on before its check was compared.
 */
final class BinaryImport
{
    private static final String AGAIN = "export the channel again, or copy the export again";

    private final Import sink;
    private final CRC32C crc = new CRC32C();
    private long taken;

    BinaryImport(final Import sink)
    {
        this.sink = sink;
    }

    void read(final ReadableByteChannel input) throws IOException
    {
        final InputBlock block = new InputBlock();
        final int magic = BinaryLayout.magic().length;
        while (block.fill(input))
        {
            if (taken == 0 && block.length() >= magic)
            {
                take(block, magic);
            }
            while (taken > 0 && takeFrame(block))
            {
                // One after the other.
            }
        }
        if (block.length() > 0)
        {
            throw sink.damaged(where(), "the input ends " + block.length() + " bytes behind that, within a frame",
                AGAIN);
        }
    }

    private boolean takeFrame(final InputBlock block)
    {
        if (block.length() < BinaryLayout.BODY_OFFSET)
        {
            return false;
        }
        final ByteBuffer bytes = block.bytes();
        final int start = block.start();
        final int length = bytes.getInt(start);
        if (length < 1 || length > BinaryLayout.MAX_LENGTH)
        {
            throw sink.damaged(where(), "a frame has length " + Integer.toUnsignedString(length), AGAIN);
        }
        final int end = start + BinaryLayout.KIND_OFFSET + length;
        if (block.end() < end)
        {
            return false;
        }
        final int expected = bytes.getInt(start + BinaryLayout.CHECK_OFFSET);
        final int found = BinaryLayout.check(crc, bytes, start);
        if (found != expected)
        {
            throw sink.damaged(where(), String.format("the check of a frame is 0x%08x, its bytes have 0x%08x",
                expected, found), AGAIN);
        }
        handOn(block, start, end);
        take(block, end - start);
        return true;
    }

    private void handOn(final InputBlock block, final int start, final int end)
    {
        final ByteBuffer bytes = block.bytes();
        final byte kind = bytes.get(start + BinaryLayout.KIND_OFFSET);
        final int bodyLength = end - start - BinaryLayout.BODY_OFFSET;
        if (kind == BinaryLayout.HEADER)
        {
            handOnHeader(bytes, start + BinaryLayout.BODY_OFFSET, bodyLength);
        }
        else if (kind == BinaryLayout.RECORD && bodyLength >= 2 * Long.BYTES)
        {
            sink.record(block.view(start + BinaryLayout.PAYLOAD_OFFSET, end),
                bytes.getLong(start + BinaryLayout.TIMESTAMP_OFFSET), taken + end - start, where());
        }
        else if (kind == BinaryLayout.END && bodyLength == Long.BYTES)
        {
            sink.end(bytes.getLong(start + BinaryLayout.BODY_OFFSET), where());
        }
        else
        {
            throw sink.damaged(where(), "a frame of kind " + kind + " and length " + (bodyLength + 1) +
                " is not known here", "import it with the version that exported it");
        }
    }

    private void handOnHeader(final ByteBuffer bytes, final int index, final int length)
    {
        final byte[] json = new byte[length];
        bytes.get(index, json);
        int version = -1;
        long created = 0;
        ChannelSpec spec = ChannelSpec.defaults();
        try (JsonParser parser = new JsonFactory().createParser(json))
        {
            parser.nextToken();
            while (parser.nextToken() == JsonToken.FIELD_NAME)
            {
                final String name = parser.currentName();
                parser.nextToken();
                switch (name)
                {
                    case ExportHeader.VERSION_FIELD -> version = parser.getIntValue();
                    case ExportHeader.CREATED_FIELD -> created = parser.getLongValue();
                    case ExportHeader.SPEC_FIELD -> spec = SpecJson.read(parser);
                    default -> parser.skipChildren();
                }
            }
        }
        catch (final IOException | IllegalArgumentException malformed)
        {
            throw sink.damaged(where(), "the header is not one: " + SpecJson.reason(malformed), AGAIN);
        }
        sink.header(version, new ExportHeader(spec, created), where());
    }

    private void take(final InputBlock block, final int length)
    {
        block.take(block.start() + length);
        taken += length;
    }

    private String where()
    {
        return "byte " + taken;
    }
}
