package org.shmjournal.cli.measure;

import java.nio.file.Path;

/**
 * What a child process has to know of one round; sent to it as a line.
 *
 * @param records     to be written, read or exchanged.
 * @param segmentSize of the channel.
 * @param rate        how many records a second are due; 0: as many as can be.
 * @param place       a directory for the round's files.
 */
public record Round(long records, int segmentSize, long rate, Path place)
{
    /** A round that goes as fast as it can. */
    public Round(final long records, final int segmentSize, final Path place)
    {
        this(records, segmentSize, 0, place);
    }

    static Round parse(final String line)
    {
        final String[] parts = line.split(" ", 4);
        return new Round(Long.parseLong(parts[0]), Integer.parseInt(parts[1]), Long.parseLong(parts[2]),
            Path.of(parts[3]));
    }

    String line()
    {
        return records + " " + segmentSize + " " + rate + " " + place;
    }
}
