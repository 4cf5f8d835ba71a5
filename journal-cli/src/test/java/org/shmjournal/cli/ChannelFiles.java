package org.shmjournal.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.stream.Stream;

/** Channels of records of one line of 7 characters each, and what a power loss does to their files. */
final class ChannelFiles
{
    /** Bytes that a record takes: word, seven bytes, padding. */
    static final int RECORD = 16;

    private static final int DATA_OFFSET = 8192;
    private static final int BOOT_ID = 1280;

    /** Where in the control file the state stands. */
    static final int STATE = 1024;
    /** Where the durable position does. */
    static final int DURABLE_POSITION = 1664;

    private ChannelFiles()
    {
    }

    /** Lines of 7 characters, numbered on. */
    static String lines(final int from, final int to)
    {
        final StringBuilder lines = new StringBuilder();
        for (int i = from; i < to; i++)
        {
            lines.append(String.format("line %02d%n", i));
        }
        return lines.toString();
    }

    /** A channel whose writer was killed after it had acknowledged so many lines. */
    static void writeAndKill(final Path channel, final int count, final Object... options) throws Exception
    {
        final Object[] arguments = Stream.concat(Stream.of("write", "--ack", "--segment-size", "64K"),
            Stream.concat(Stream.of(options), Stream.of(channel))).toArray();
        try (JournalProcess writer = JournalProcess.start(arguments))
        {
            writer.feed(lines(0, count));
            String acknowledgement = writer.line();
            while (!acknowledgement.startsWith("records=" + count + " "))
            {
                acknowledgement = writer.line();
            }
            writer.kill();
        }
    }

    /** The channel as another boot of the machine finds it. */
    static void reboot(final Path channel)
    {
        putWord(channel, BOOT_ID, 1);
    }

    /** Stores a word of the control file. */
    static void putWord(final Path channel, final int offset, final long value)
    {
        put(channel.resolve("channel.ctl"), offset, ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN)
            .putLong(0, value));
    }

    /** Copies the files of a channel, as any tool does it. */
    static Path copy(final Path channel, final Path target) throws IOException
    {
        Files.createDirectory(target);
        try (Stream<Path> files = Files.list(channel))
        {
            for (final Path file : files.toList())
            {
                Files.copy(file, target.resolve(file.getFileName()));
            }
        }
        return target;
    }

    /** Takes a record away, as a page that was never written back. */
    static void lose(final Path channel, final int record)
    {
        put(segment(channel), DATA_OFFSET + record * RECORD, ByteBuffer.allocate(RECORD));
    }

    /** Changes a byte of a record's payload. */
    static void damage(final Path channel, final int record)
    {
        put(segment(channel), DATA_OFFSET + record * RECORD + 8,
            ByteBuffer.wrap("X".getBytes(StandardCharsets.US_ASCII)));
    }

    /** All bytes of a channel's files, by name. */
    static String contents(final Path channel) throws IOException
    {
        final StringBuilder all = new StringBuilder();
        try (Stream<Path> files = Files.walk(channel).filter(Files::isRegularFile).sorted())
        {
            for (final Path file : files.toList())
            {
                all.append(channel.relativize(file)).append(' ')
                    .append(java.util.Arrays.hashCode(Files.readAllBytes(file))).append('\n');
            }
        }
        return all.toString();
    }

    private static Path segment(final Path channel)
    {
        return channel.resolve("00000000000000000000.seg");
    }

    private static void put(final Path file, final long offset, final ByteBuffer bytes)
    {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE))
        {
            channel.write(bytes, offset);
        }
        catch (final IOException ex)
        {
            throw new UncheckedIOException(ex);
        }
    }
}
