package org.shmjournal.bench;

import java.nio.file.Path;

/**
 * What a child process has to know of one round; sent to it as a line.
 *
 * @param records     to be written, read or exchanged.
 * @param segmentSize of the channel.
 * @param place       a directory for the round's files.
 */
record Round(long records, int segmentSize, Path place)
{
    static Round parse(final String line)
    {
        final String[] parts = line.split(" ", 3);
        return new Round(Long.parseLong(parts[0]), Integer.parseInt(parts[1]), Path.of(parts[2]));
    }

    String line()
    {
        return records + " " + segmentSize + " " + place;
    }
}
