package org.shmjournal.syscall;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import org.shmjournal.Conductor;
import org.shmjournal.ShmChannel;
import org.shmjournal.ShmReader;
import org.shmjournal.ShmWriter;
import org.shmjournal.error.StorageFullException;
import org.shmjournal.testing.Records;

/**
 * One case after the other, each on a disk of its own: filled until only so many pages are left, at some point of a
 * channel's life; the writer is told when it needs the space, not before; then there is space again, and it goes on.
 * Prints a line for each case; ends with an exception when something is wrong.
 */
final class SmallDiskMain
{
    /** When the disk is filled. */
    enum Point
    {
        /** Before there is a channel. */
        CREATION,
        /** Before the next segment is prepared. */
        PREPARATION,
        /** After it was, before the roll into it. */
        ROLL
    }

    /** A point, and what is left then: a segment takes 18 pages, a control file one. */
    record Case(Point point, int pagesLeft)
    {
    }

    static final List<Case> CASES = List.of(
        new Case(Point.CREATION, 0), new Case(Point.CREATION, 1), new Case(Point.CREATION, 17),
        new Case(Point.CREATION, 18),
        new Case(Point.PREPARATION, 0), new Case(Point.PREPARATION, 1), new Case(Point.PREPARATION, 10),
        new Case(Point.PREPARATION, 17),
        new Case(Point.ROLL, 0), new Case(Point.ROLL, 1), new Case(Point.ROLL, 10), new Case(Point.ROLL, 17));

    private static final int PAGE = 4096;
    private static final int SEGMENT_SIZE = 64 * 1024;
    private static final int LENGTH = 1000;
    private static final int TAKEN = LENGTH + 8;

    private final Case now;
    private final Path filler;
    private final Conductor conductor = Conductor.builder().workers(0).build();
    private final ShmChannel<ByteBuffer> channel;
    private long sequence;

    private SmallDiskMain(final Case now, final Path disk)
    {
        this.now = now;
        this.filler = disk.resolve("filler");
        this.channel = Script.channel(disk.resolve("channel"), conductor);
    }

    /** Argument: a directory with a disk for each case, named by its number. */
    public static void main(final String[] args) throws IOException
    {
        for (int i = 0; i < CASES.size(); i++)
        {
            new SmallDiskMain(CASES.get(i), Path.of(args[0], Integer.toString(i))).run();
        }
    }

    private void run() throws IOException
    {
        if (now.point() == Point.CREATION)
        {
            fill();
            refuse(() -> channel.openWriter().close());
            require(!channel.exists(), "a channel, for which there is no space");
            Files.delete(filler);
        }
        final long needed;
        try (ShmWriter<ByteBuffer> writer = channel.openWriter())
        {
            needed = fillWhileWriting(writer);
            while (writer.position() < (needed + 2) * SEGMENT_SIZE)
            {
                write(writer);
            }
        }
        require(channel.verify().isGood(), channel.verify().findings());
        readAll();
        System.out.println(now + ": " + sequence + " records, space was needed for segment " + needed);
    }

    /** Returns the number of the segment for which there was no space, if that was to be. */
    private long fillWhileWriting(final ShmWriter<ByteBuffer> writer) throws IOException
    {
        if (now.point() == Point.CREATION)
        {
            return 0;
        }
        final int until = now.point() == Point.PREPARATION ? SEGMENT_SIZE / 4 : SEGMENT_SIZE * 3 / 4;
        while (writer.position() < until)
        {
            write(writer);
        }
        conductor.doWork();
        fill();
        final long needed = now.point() == Point.PREPARATION ? 1 : 2;
        while (writer.position() / SEGMENT_SIZE < needed - 1 || writer.available() >= TAKEN)
        {
            write(writer);
        }
        final long position = writer.position();
        refuse(() -> writer.write(Records.buffer(sequence, LENGTH)));
        refuse(() -> writer.tryWrite(Records.buffer(sequence, LENGTH)));
        require(writer.position() == position, "moved by a refused write");
        writer.flush();
        readAll();
        Files.delete(filler);
        while (!isWritten(writer))
        {
            conductor.doWork();
        }
        return needed;
    }

    private void write(final ShmWriter<ByteBuffer> writer)
    {
        conductor.doWork();
        writer.write(Records.buffer(sequence, LENGTH));
        sequence++;
    }

    /** It is tried again after a while. */
    private boolean isWritten(final ShmWriter<ByteBuffer> writer)
    {
        try
        {
            final boolean written = writer.tryWrite(Records.buffer(sequence, LENGTH)) > 0;
            sequence += written ? 1 : 0;
            return written;
        }
        catch (final StorageFullException ex)
        {
            return false;
        }
    }

    /** To the last byte, but for the pages that are to be left. */
    private void fill() throws IOException
    {
        try (FileChannel file = FileChannel.open(filler, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE))
        {
            final ByteBuffer page = ByteBuffer.allocateDirect(PAGE);
            boolean full = false;
            while (!full)
            {
                try
                {
                    file.write(page.clear());
                }
                catch (final IOException ex)
                {
                    full = true;
                }
            }
            file.truncate(file.size() / PAGE * PAGE - (long)now.pagesLeft() * PAGE);
        }
    }

    private void readAll()
    {
        final List<Records.Read> records;
        try (ShmReader<ByteBuffer> reader = channel.openReader())
        {
            records = Records.readAll(reader);
        }
        require(records.size() == sequence, records.size() + " records of " + sequence);
        for (int i = 0; i < records.size(); i++)
        {
            require(Arrays.equals(Records.payload(i, LENGTH), records.get(i).payload()), "another record " + i);
        }
    }

    private void refuse(final Runnable needsSpace)
    {
        try
        {
            needsSpace.run();
        }
        catch (final StorageFullException expected)
        {
            return;
        }
        throw new IllegalStateException(now + ": there is space");
    }

    private void require(final boolean condition, final Object found)
    {
        if (!condition)
        {
            throw new IllegalStateException(now + ": " + found);
        }
    }
}
