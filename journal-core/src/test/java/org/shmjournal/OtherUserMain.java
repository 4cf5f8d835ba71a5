package org.shmjournal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.shmjournal.io.FileOperations;

/** Owner and reader of a ring, in processes of different users of one group. */
public final class OtherUserMain
{
    static final int RECORDS = 2000;

    private static final int LENGTH = 1000;

    private OtherUserMain()
    {
    }

    /**
     * Opens, says so, goes on when told to, and says how far it has come.
     *
     * @param arguments what to do, {@code own} or {@code read}; path; for {@code read} the cursor's name, if any.
     */
    public static void main(final String[] arguments) throws IOException
    {
        final ShmChannel<ByteBuffer> channel = ShmChannel.at(Path.of(arguments[1]))
            .fileOperations(FileOperations.trusting());
        if ("own".equals(arguments[0]))
        {
            own(channel);
        }
        else
        {
            final ShmChannel<ByteBuffer> strong = channel.gating(Gating.WRITER);
            read(arguments.length > 2 ? strong.cursor(arguments[2]) : strong);
        }
    }

    private static void own(final ShmChannel<ByteBuffer> channel) throws IOException
    {
        try (ShmWriter<ByteBuffer> writer = channel
            .spec(ChannelSpec.defaults().segmentSize(64 * 1024).retention(Retention.ring(3)))
            .permissions(PosixFilePermissions.fromString("rw-r-----"))
            .cursorPermissions(PosixFilePermissions.fromString("rwxrwx---"))
            .openWriter())
        {
            awaitGo();
            final ByteBuffer record = ByteBuffer.allocate(LENGTH);
            for (int i = 0; i < RECORDS; i++)
            {
                writer.write(record.putInt(0, i));
            }
        }
        System.out.println("AT " + RECORDS);
    }

    private static void read(final ShmChannel<ByteBuffer> channel) throws IOException
    {
        try (ShmReader<ByteBuffer> reader = channel.openReader())
        {
            awaitGo();
            final int[] next = new int[1];
            while (next[0] < RECORDS)
            {
                reader.poll((buffer, offset, length, context) -> {
                    // The payload is the user's, and was put there from a big-endian buffer.
                    if (Integer.reverseBytes(buffer.getInt(offset)) != next[0]++)
                    {
                        throw new IllegalStateException("sequence=" + context.sequence());
                    }
                }, RECORDS);
            }
            System.out.println("AT " + next[0]);
        }
    }

    private static void awaitGo() throws IOException
    {
        System.out.println("OPEN");
        if (System.in.read() < 0)
        {
            throw new IllegalStateException("nobody is there any more");
        }
    }
}
