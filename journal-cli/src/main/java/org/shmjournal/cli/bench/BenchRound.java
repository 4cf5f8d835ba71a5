package org.shmjournal.cli.bench;

import java.util.List;
import java.util.Map;

/**
 * What a round showed.
 *
 * @param records       of the round.
 * @param payload       bytes of each.
 * @param writerNanos   from before the first write until after the last.
 * @param readerNanos   of the slowest reader, from the first record that it saw to the last; the writer's if nobody
 *                      reads.
 * @param writerBytes   that the writer's thread allocated.
 * @param readerBytes   that the readers' threads allocated, the most of them.
 * @param preemptions   of all of them: how often one lost its processor although it had work to do.
 */
record BenchRound(
    long records,
    int payload,
    long writerNanos,
    long readerNanos,
    long writerBytes,
    long readerBytes,
    long preemptions)
{
    private static final double NANOS_PER_SECOND = 1e9;
    private static final double MEBIBYTE = 1 << 20;

    static BenchRound of(
        final long records, final int payload, final Map<String, Long> written, final List<Map<String, Long>> read)
    {
        return new BenchRound(records, payload, written.get("nanos"),
            read.stream().mapToLong(each -> each.get("nanos")).max().orElse(written.get("nanos")),
            written.get("allocated"), read.stream().mapToLong(each -> each.get("allocated")).max().orElse(0),
            written.get("preempted") + read.stream().mapToLong(each -> each.get("preempted")).sum());
    }

    double nanosPerRecord()
    {
        return (double)readerNanos / records;
    }

    double writerNanosPerRecord()
    {
        return (double)writerNanos / records;
    }

    double recordsPerSecond()
    {
        return NANOS_PER_SECOND / nanosPerRecord();
    }

    /** Of payload. */
    double mebibytesPerSecond()
    {
        return recordsPerSecond() * payload / MEBIBYTE;
    }

    double writerBytesPerRecord()
    {
        return (double)writerBytes / records;
    }

    double readerBytesPerRecord()
    {
        return (double)readerBytes / records;
    }
}
