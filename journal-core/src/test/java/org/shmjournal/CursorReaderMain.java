package org.shmjournal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/** A reader with a cursor in a process of its own: reads as many records as each line of its input says. */
public final class CursorReaderMain
{
    private CursorReaderMain()
    {
    }

    /**
     * Opens, says so, and reads on demand; leaves when its input ends.
     *
     * @param arguments path, gating, and the name of the cursor if it has one.
     */
    public static void main(final String[] arguments) throws IOException
    {
        ShmChannel<ByteBuffer> channel = ShmChannel.at(Path.of(arguments[0])).gating(Gating.valueOf(arguments[1]));
        if (arguments.length > 2)
        {
            channel = channel.cursor(arguments[2]);
        }
        try (ShmReader<ByteBuffer> reader = channel.openReader())
        {
            System.out.println("OPEN " + reader.sequence());
            int count = System.in.read();
            while (count >= 0)
            {
                final int[] read = {0};
                final int wanted = count;
                while (read[0] < wanted)
                {
                    reader.poll((buffer, offset, length, context) -> read[0]++, wanted - read[0]);
                }
                System.out.println("AT " + reader.sequence());
                count = System.in.read();
            }
        }
    }
}
