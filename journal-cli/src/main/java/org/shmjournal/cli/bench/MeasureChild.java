package org.shmjournal.cli.bench;

import java.util.concurrent.Callable;
import org.shmjournal.cli.ExitCode;
import org.shmjournal.cli.Interruption;
import org.shmjournal.cli.measure.Child;
import org.shmjournal.cli.measure.loop.PayloadLength;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** One of the processes that are measured: does what its parent says, until that ends it. */
@Command(name = MeasureChild.NAME, hidden = true)
public final class MeasureChild implements Callable<Integer>
{
    static final String NAME = "measure-child";

    @Parameters(index = "0")
    private Part part;

    @Mixin
    private ChannelOptions options;

    @Override
    public Integer call()
    {
        // Ctrl-C reaches the parent, too, which ends this one in its time.
        Interruption.finishBefore(() -> {
        });
        PayloadLength.set(options.payload());
        new Child(part.role(new ChannelStreams(options))).serve();
        return ExitCode.OK;
    }
}
