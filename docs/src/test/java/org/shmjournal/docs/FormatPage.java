package org.shmjournal.docs;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.shmjournal.layout.ChannelHeader;
import org.shmjournal.layout.ControlLayout;
import org.shmjournal.layout.HeaderLayout;
import org.shmjournal.layout.SegmentLayout;

/** What {@code docs/format.md} says, as values: its tables, and its example as files. */
final class FormatPage
{
    private static final Pattern DUMP_LINE = Pattern.compile("^    ([0-9a-f]{4})  ((?:[0-9a-f]{2} {1,2}){16})");
    private static final int SEGMENT_SIZE = SegmentLayout.MIN_SEGMENT_SIZE;

    private final List<String> lines;

    FormatPage() throws IOException
    {
        lines = Files.readAllLines(Documents.format());
    }

    /** The rows of the table below a heading, by the text of their column {@code key}, counted from 0. */
    Map<String, List<String>> table(final String heading, final int key)
    {
        final Map<String, List<String>> rows = new LinkedHashMap<>();
        final List<String> section = section(heading);
        int i = section.indexOf(section.stream().filter(line -> line.startsWith("| ---")).findFirst().orElseThrow());
        while (++i < section.size() && section.get(i).startsWith("|"))
        {
            final List<String> cells = new ArrayList<>();
            for (final String cell : section.get(i).substring(1).split("\\|"))
            {
                cells.add(cell.strip());
            }
            rows.put(cells.get(key), cells);
        }
        return rows;
    }

    /** The first number behind {@code text} in the example. */
    long exampleNumber(final String text)
    {
        return number(section("## Example"), text);
    }

    /** The first number behind {@code text} in the section of a heading and those below it. */
    long number(final String heading, final String text)
    {
        final int begin = lines.indexOf(heading) + 1;
        int end = begin;
        while (end < lines.size() && !lines.get(end).startsWith("## "))
        {
            end++;
        }
        return number(lines.subList(begin, end), text);
    }

    private static long number(final List<String> section, final String text)
    {
        final Matcher number = Pattern.compile(Pattern.quote(text) + "\\D*?(0x[0-9A-F]+|\\d+)")
            .matcher(String.join(" ", section));
        if (!number.find())
        {
            throw new NoSuchElementException(text);
        }
        final String digits = number.group(1);
        return digits.startsWith("0x") ? Long.parseUnsignedLong(digits.substring(2), 16) : Long.parseLong(digits);
    }

    /** The segment of the example. */
    ByteBuffer exampleSegment()
    {
        final ByteBuffer segment = ByteBuffer.allocateDirect((int)SegmentLayout.fileLength(SEGMENT_SIZE))
            .order(ByteOrder.LITTLE_ENDIAN);
        for (final String line : section("## Example"))
        {
            final Matcher dump = DUMP_LINE.matcher(line);
            if (dump.find())
            {
                segment.put(Integer.parseInt(dump.group(1), 16),
                    HexFormat.of().parseHex(dump.group(2).replace(" ", "")));
            }
        }
        return segment;
    }

    /** The control file of the example: the block of the segment, but for what the page says of it. */
    ByteBuffer exampleControl()
    {
        final ByteBuffer control = ByteBuffer.allocateDirect(ControlLayout.LENGTH).order(ByteOrder.LITTLE_ENDIAN);
        control.put(0, exampleSegment(), 0, HeaderLayout.LENGTH);
        control.put(0, "SHMJCTL\0".getBytes(StandardCharsets.US_ASCII));
        control.putInt(HeaderLayout.LENGTH - 4, (int)exampleNumber("for `SHMJCTL` and CRC32C"));
        control.putLong(ControlLayout.EPOCH, exampleNumber("owner epoch is"));
        control.putLong(ControlLayout.DURABLE_POSITION, exampleNumber("durable position"));
        return control;
    }

    /** Makes the channel of the example. */
    void makeExample(final Path channel) throws IOException
    {
        Files.createDirectory(channel);
        Files.write(channel.resolve("00000000000000000000.seg"), bytes(exampleSegment()));
        Files.write(channel.resolve("channel.ctl"), bytes(exampleControl()));
    }

    private static byte[] bytes(final ByteBuffer block)
    {
        final byte[] bytes = new byte[block.capacity()];
        block.get(0, bytes);
        return bytes;
    }

    ChannelHeader exampleHeader()
    {
        return ChannelHeader.decode(exampleSegment(), HeaderLayout.SEGMENT_MAGIC, Documents.format());
    }

    private List<String> section(final String heading)
    {
        final int begin = lines.indexOf(heading);
        int end = begin + 1;
        while (end < lines.size() && !lines.get(end).startsWith("#"))
        {
            end++;
        }
        return lines.subList(begin, end);
    }
}
