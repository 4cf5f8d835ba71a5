package org.shmjournal.cli.demo;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.agrona.concurrent.IdleStrategy;
import org.shmjournal.ReaderState;
import org.shmjournal.ShmChannel;
import org.shmjournal.ShmReader;
import org.shmjournal.cli.ExitCode;
import org.shmjournal.cli.process.Parent;
import org.shmjournal.error.JournalException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/**
 * The demo's reader, in a process of its own: tails the stream and checks each record as it comes, then reads the whole
 * channel once more, so that damage to what it had already read is noticed, too.
 */
@Command(name = "demo-reader", hidden = true)
public final class DemoReader implements Callable<Integer>
{
    private static final int BATCH = 1024;

    @Parameters(index = "0")
    private Path directory;

    @Parameters(index = "1")
    private long records;

    @Parameters(index = "2")
    private long seed;

    private Parent parent;
    private String pass = "tailing";

    @Override
    public Integer call()
    {
        parent = Parent.attachWithProgress();
        read(directory.resolve(DemoSettings.WARM_UP), DemoSettings.WARM_UP_RECORDS, () -> {});
        final Path stream = directory.resolve(DemoSettings.STREAM);
        report("streamed", read(stream, records, () -> parent.say("ready")));
        parent.await("replay");
        pass = "reading it once more";
        report("replayed", read(stream, records, () -> {}));

        return ExitCode.OK;
    }

    private String read(final Path path, final long count, final Runnable beforeFirst)
    {
        final CheckedRecords checked = new CheckedRecords(seed, this::found);
        double nanosPerRecord = 0;
        try (ShmReader<?> reader = ShmChannel.at(path).openReader())
        {
            beforeFirst.run();
            pollAll(reader, checked, count);
            nanosPerRecord = checked.nanosPerRecord();
        }
        catch (final JournalException damage)
        {
            found(damage.getMessage());
        }

        return "records=" + checked.records() + " mismatches=" + checked.mismatches() + " digest=" +
            Long.toHexString(checked.digest()) + " picosPerRecord=" + Math.round(nanosPerRecord * 1000);
    }

    private void pollAll(final ShmReader<?> reader, final CheckedRecords checked, final long count)
    {
        final IdleStrategy idle = DemoSettings.streamingIdleStrategy();
        while (checked.records() < count)
        {
            final int polled = reader.poll(checked, BATCH);
            if (polled == 0 && isOver(reader))
            {
                return;
            }
            parent.progress(checked.records());
            idle.idle(polled);
        }
    }

    /** The writer writes all in one go, so when it has closed nothing more comes. */
    private static boolean isOver(final ShmReader<?> reader)
    {
        final ReaderState state = reader.state();
        return !state.mayHaveMore();
    }

    private void report(final String verb, final String facts)
    {
        parent.say(verb + " " + facts);
    }

    private void found(final String what)
    {
        parent.say("finding text=" + what + " (" + pass + ")");
    }
}
