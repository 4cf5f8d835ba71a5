package org.shmjournal.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.CRC32C;

/** Looks into the files of a channel, and changes them behind the journal's back. */
public final class Damage
{
    private Damage()
    {
    }

    /** Flips one bit, 0 to 7, of the byte at an offset; the second time undoes the first. */
    public static void flipBit(final Path file, final long offset, final int bit)
    {
        final byte[] one = bytesAt(file, offset, 1);
        one[0] ^= (byte)(1 << bit);
        putBytes(file, offset, one);
    }

    /** The little-endian long at an offset. */
    public static long longAt(final Path file, final long offset)
    {
        return ByteBuffer.wrap(bytesAt(file, offset, Long.BYTES)).order(ByteOrder.LITTLE_ENDIAN).getLong();
    }

    /** Stores a little-endian long. */
    public static void putLong(final Path file, final long offset, final long value)
    {
        final byte[] bytes = new byte[Long.BYTES];
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putLong(value);
        putBytes(file, offset, bytes);
    }

    /** Stores a little-endian int. */
    public static void putInt(final Path file, final long offset, final int value)
    {
        final byte[] bytes = new byte[Integer.BYTES];
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putInt(value);
        putBytes(file, offset, bytes);
    }

    /** Bytes of a file. */
    public static byte[] bytesAt(final Path file, final long offset, final int length)
    {
        final ByteBuffer bytes = ByteBuffer.allocate(length);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ))
        {
            while (bytes.hasRemaining())
            {
                if (channel.read(bytes, offset + bytes.position()) < 0)
                {
                    throw new IllegalArgumentException(file + " ends before offset " + (offset + length));
                }
            }
        }
        catch (final IOException ex)
        {
            throw new UncheckedIOException(ex);
        }
        return bytes.array();
    }

    /** Stores bytes into a file that is there. */
    public static void putBytes(final Path file, final long offset, final byte[] bytes)
    {
        final ByteBuffer source = ByteBuffer.wrap(bytes);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE))
        {
            while (source.hasRemaining())
            {
                channel.write(source, offset + source.position());
            }
        }
        catch (final IOException ex)
        {
            throw new UncheckedIOException(ex);
        }
    }

    /** Makes the check of an immutable header block fit what now stands in it. */
    public static void fixHeaderCrc(final Path file)
    {
        putInt(file, 1020, crc(bytesAt(file, 0, 1020)));
    }

    /** CRC32C of all bytes. */
    public static int crc(final byte[] bytes)
    {
        final CRC32C crc = new CRC32C();
        crc.update(bytes);
        return (int)crc.getValue();
    }

    /** Copies the files of a directory that has no directories in it. */
    public static void copyDirectory(final Path from, final Path to)
    {
        try
        {
            Files.createDirectories(to);
            for (final Path file : files(from))
            {
                Files.copy(file, to.resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
            }
        }
        catch (final IOException ex)
        {
            throw new UncheckedIOException(ex);
        }
    }

    /** Copies the files of a directory but what has this name. */
    public static void copyDirectory(final Path from, final Path to, final String butNot)
    {
        try
        {
            Files.createDirectories(to);
            for (final Path file : files(from))
            {
                if (!file.getFileName().toString().equals(butNot))
                {
                    Files.copy(file, to.resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
                }
            }
        }
        catch (final IOException ex)
        {
            throw new UncheckedIOException(ex);
        }
    }

    /** Deletes a directory with all that is in it. */
    public static void deleteTree(final Path directory)
    {
        files(directory).stream().filter(Files::isDirectory).forEach(Damage::deleteTree);
        deleteDirectory(directory);
    }

    /** Deletes a directory that has no directories in it. */
    public static void deleteDirectory(final Path directory)
    {
        try
        {
            for (final Path file : files(directory))
            {
                Files.delete(file);
            }
            Files.delete(directory);
        }
        catch (final IOException ex)
        {
            throw new UncheckedIOException(ex);
        }
    }

    /** The files in a directory, by name. */
    public static List<Path> files(final Path directory)
    {
        try (Stream<Path> entries = Files.list(directory))
        {
            return entries.sorted().toList();
        }
        catch (final IOException ex)
        {
            throw new UncheckedIOException(ex);
        }
    }

    /** The names of the files in a directory, sorted. */
    public static List<String> names(final Path directory)
    {
        return files(directory).stream().map(file -> file.getFileName().toString()).toList();
    }
}
