package org.shmjournal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Writes the example that the format's document works out, and compares byte by byte what the document shows. */
class FormatExampleTest extends ChannelFixture
{
    private static final Path DOCUMENT = Path.of("..", "docs", "format.md");
    private static final Pattern DUMPED = Pattern.compile(" {4}[0-9a-f]{4}  ([0-9a-f]{2}  ?){16}\\|.{16}\\|");
    private static final int LINE = 16;

    /** Text, by the id and media type of its format. */
    private static final class Text implements DataFormat<ByteBuffer>
    {
        @Override
        public int id()
        {
            return 3;
        }

        @Override
        public String mediaType()
        {
            return "text/plain; charset=utf-8";
        }

        @Override
        public int encode(final ByteBuffer value, final ByteBuffer target, final int offset, final int available)
        {
            return RawFormat.raw().encode(value, target, offset, available);
        }

        @Override
        public ByteBuffer decode(final ByteBuffer source, final int offset, final int length)
        {
            return RawFormat.raw().decode(source, offset, length);
        }
    }

    @Test
    void shouldWriteTheBytesOfTheExample() throws IOException
    {
        assumeTrue(Files.exists(DOCUMENT), "no docs/format.md beside this module");
        final List<String> told = Files.readAllLines(DOCUMENT).stream()
            .filter(line -> DUMPED.matcher(line).matches())
            .map(String::trim)
            .toList();
        try (ShmWriter<ByteBuffer> writer = channel(smallSegments().checksums(true).timestamps(true).channelId(42))
            .format(new Text())
            .instanceId(() -> 0x0123_4567_89AB_CDEFL)
            .epochClock(() -> 0x1886_7251_EDFA_0000L)
            .openWriter())
        {
            writer.write(ByteBuffer.wrap("buy 100 ACME".getBytes(StandardCharsets.US_ASCII)));
            writer.heartbeat();
            writer.write(ByteBuffer.allocate(0));
        }

        assertEquals(told, dump(Files.readAllBytes(segmentFile(0))));
    }

    /** The lines that are not all zero. */
    private static List<String> dump(final byte[] bytes)
    {
        final List<String> lines = new ArrayList<>();
        for (int from = 0; from < bytes.length; from += LINE)
        {
            final StringBuilder hex = new StringBuilder();
            final StringBuilder text = new StringBuilder();
            int any = 0;
            for (int i = 0; i < LINE; i++)
            {
                final int value = bytes[from + i] & 0xFF;
                any |= value;
                hex.append(i == LINE / 2 ? "  " : " ").append(String.format("%02x", value));
                text.append(value >= ' ' && value < 0x7F ? (char)value : '.');
            }
            if (any != 0)
            {
                lines.add(String.format("%04x ", from) + hex + "  |" + text + "|");
            }
        }
        return lines;
    }
}
