package org.shmjournal.cli.demo;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.shmjournal.ShmChannel;
import org.shmjournal.ShmWriter;
import org.shmjournal.cli.ExitCode;
import org.shmjournal.cli.process.Parent;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/**
 * The demo's writer, in a process of its own: warms up on one channel, then streams on another.
 */
@Command(name = "demo-writer", hidden = true)
public final class DemoWriter implements Callable<Integer>
{
    private static final int CHUNK = 10_000;

    @Parameters(index = "0")
    private Path directory;

    @Parameters(index = "1")
    private long records;

    @Parameters(index = "2")
    private long seed;

    private Parent parent;

    @Override
    public Integer call()
    {
        parent = Parent.attachWithProgress();
        write(directory.resolve(DemoSettings.WARM_UP), DemoSettings.WARM_UP_RECORDS, () -> {});
        final long digest = write(directory.resolve(DemoSettings.STREAM), records, () -> {
            parent.say("ready");
            parent.await("go");
        });
        parent.say("written records=" + records + " digest=" + Long.toHexString(digest));

        return ExitCode.OK;
    }

    private long write(final Path path, final long count, final Runnable beforeFirst)
    {
        try (ShmWriter<DemoRecord> writer = ShmChannel.at(path).format(DemoRecord.format()).openWriter())
        {
            beforeFirst.run();
            final DemoRecord record = new DemoRecord(seed);
            long digest = 0;
            for (long sequence = 0; sequence < count; sequence += CHUNK)
            {
                digest = writeChunk(writer, record, sequence, Math.min(sequence + CHUNK, count), digest);
                parent.progress(sequence);
            }
            return digest;
        }
    }

    private static long writeChunk(
        final ShmWriter<DemoRecord> writer,
        final DemoRecord record,
        final long from,
        final long to,
        final long digestBefore)
    {
        long digest = digestBefore;
        for (long sequence = from; sequence < to; sequence++)
        {
            writer.write(record.set(sequence));
            digest = record.digest(digest);
        }
        return digest;
    }
}
