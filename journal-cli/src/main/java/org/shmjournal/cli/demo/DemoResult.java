package org.shmjournal.cli.demo;

import java.util.List;
import org.HdrHistogram.Histogram;
import org.shmjournal.ChannelInfo;
import org.shmjournal.VerifyReport;

/**
 * What a run showed.
 *
 * @param records    that were written.
 * @param writerPid  process that wrote the stream.
 * @param readerPid  process that read it.
 * @param written    what the writer says.
 * @param streamed   what the reader says of tailing.
 * @param replayed   what the reader says of reading it all once more.
 * @param roundTrips of the exchange, in nanoseconds.
 * @param wrong      replies of the exchange.
 * @param info       of the stream's channel.
 * @param verified   what walking the stream's channel showed.
 * @param flip       what was sabotaged, or null.
 * @param findings   of both processes and the walk, for people.
 */
record DemoResult(
    long records,
    long writerPid,
    long readerPid,
    Message written,
    Message streamed,
    Message replayed,
    Histogram roundTrips,
    long wrong,
    ChannelInfo info,
    VerifyReport verified,
    Sabotage.Flip flip,
    List<String> findings)
{
    /** Records that did not reach the tailing reader. */
    long lost()
    {
        return records - streamed.number("records");
    }

    boolean isGood()
    {
        return lost() == 0 && wrong == 0 && findings.isEmpty() && verified.isGood() && isWhole(streamed) &&
            isWhole(replayed);
    }

    double nanosPerRecord()
    {
        return streamed.number("picosPerRecord") / 1000.0;
    }

    double replayNanosPerRecord()
    {
        return replayed.number("picosPerRecord") / 1000.0;
    }

    private boolean isWhole(final Message read)
    {
        return read.number("records") == records && read.number("mismatches") == 0 &&
            read.text("digest").equals(written.text("digest"));
    }
}
