package org.shmjournal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.shmjournal.layout.ControlLayout;
import org.shmjournal.layout.SegmentLayout;
import org.shmjournal.testing.Damage;
import org.shmjournal.testing.Records;

/**
 * Makes the power loss that the document on durability works out, recovers from it, and compares byte by byte what the
 * document shows.
 */
class RecoveryExampleTest extends ChannelFixture
{
    private static final Path DOCUMENT = Path.of("..", "docs", "durability.md");
    private static final Pattern DUMPED = Pattern.compile(" {4}([0-9a-f]{4}  ([0-9a-f]{2}  ?){16}\\|.{16}\\||\\*)");
    private static final int LINE = 16;
    private static final int SECTOR = 512;
    private static final int BEGIN = SegmentLayout.INDEX;

    @Test
    void shouldDoWhatTheExampleTells() throws IOException
    {
        assumeTrue(Files.exists(DOCUMENT), "no docs/durability.md beside this module");
        final List<String> told = Files.readAllLines(DOCUMENT).stream()
            .filter(line -> DUMPED.matcher(line).matches())
            .map(String::trim)
            .toList();
        final List<String> shown = new ArrayList<>();

        final Path copy = copyAtThePowerLoss();
        final Path segment = copy.resolve(segmentFile(0).getFileName());
        Damage.putBytes(segment, DATA_OFFSET + 2 * SECTOR, new byte[SECTOR]);
        shown.addAll(dump(segment, BEGIN));
        shown.addAll(control(copy));
        final RecoveryReport report = at(copy).bootId(() -> 2).recover();
        final String kept = "00000000000000000000-0000001024-2.bin";
        assertEquals(List.of(copy.resolve("quarantine").resolve(kept)), report.quarantine());
        shown.addAll(dump(report.quarantine().get(0), 0));
        shown.addAll(dump(segment, BEGIN));
        shown.addAll(control(copy));

        assertEquals(String.join("\n", told), String.join("\n", shown));
        assertEquals(new RecoveryReport(2 * SECTOR, 2, SECTOR, false, 2 * SECTOR, 0, 2 * SECTOR, report.quarantine()),
            report);
        try (ShmReader<ByteBuffer> reader = at(copy).openReader())
        {
            assertEquals(2, Records.readAll(reader).size());
        }
    }

    /** Records of a sector each; the first was flushed. */
    private Path copyAtThePowerLoss()
    {
        final Path copy = directory.resolve("copy");
        try (ShmWriter<ByteBuffer> writer = channel(smallSegments().durability(Durability.SYNC))
            .instanceId(() -> 0x0123_4567_89AB_CDEFL)
            .epochClock(() -> 0x1886_7251_EDFA_0000L)
            .bootId(() -> 1)
            .openWriter())
        {
            for (final String letter : List.of("a", "b", "c", "d"))
            {
                writer.write(ByteBuffer.wrap(letter.repeat(SECTOR - 8).getBytes(StandardCharsets.US_ASCII)));
                if ("a".equals(letter))
                {
                    writer.flush();
                }
            }
            Damage.copyDirectory(path(), copy);
        }
        return copy;
    }

    /** The lines with owner epoch, boot id and durable position. */
    private static List<String> control(final Path channel) throws IOException
    {
        final List<String> lines = new ArrayList<>();
        final byte[] bytes = Files.readAllBytes(channel.resolve("channel.ctl"));
        for (final int word : List.of(ControlLayout.EPOCH, ControlLayout.BOOT_ID, ControlLayout.DURABLE_POSITION))
        {
            lines.add(line(bytes, word));
        }
        return lines;
    }

    /** The lines that are not all zero; those like the one before are one asterisk. */
    private static List<String> dump(final Path file, final int begin) throws IOException
    {
        final byte[] bytes = Files.readAllBytes(file);
        final List<String> lines = new ArrayList<>();
        for (int from = begin; from < bytes.length; from += LINE)
        {
            final byte[] line = Arrays.copyOfRange(bytes, from, from + LINE);
            final boolean repeats = from > begin && Arrays.equals(line, Arrays.copyOfRange(bytes, from - LINE, from));
            if (Arrays.equals(line, new byte[LINE]))
            {
                continue;
            }
            if (!repeats)
            {
                lines.add(line(bytes, from));
            }
            else if (!"*".equals(lines.get(lines.size() - 1)))
            {
                lines.add("*");
            }
        }
        return lines;
    }

    private static String line(final byte[] bytes, final int from)
    {
        final StringBuilder hex = new StringBuilder();
        final StringBuilder text = new StringBuilder();
        for (int i = 0; i < LINE; i++)
        {
            final int value = bytes[from + i] & 0xFF;
            hex.append(i == LINE / 2 ? "  " : " ").append(String.format("%02x", value));
            text.append(value >= ' ' && value < 0x7F ? (char)value : '.');
        }
        return String.format("%04x ", from) + hex + "  |" + text + "|";
    }
}
