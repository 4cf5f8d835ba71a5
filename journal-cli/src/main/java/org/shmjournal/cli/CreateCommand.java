package org.shmjournal.cli;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.shmjournal.ShmChannel;
import org.shmjournal.cli.output.ChannelJson;
import org.shmjournal.cli.output.CopyOnWrite;
import org.shmjournal.cli.output.Json;
import org.shmjournal.cli.output.Printable;
import org.shmjournal.cli.output.StandardOutput;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * Creates a channel and leaves it.
 */
@Command(
    name = "create",
    description = "Creates a channel, to be written by whoever opens it first.",
    footer = {"", "Example:", "  journal create --timestamps --checksums --segment-size 16M /tmp/orders"})
final class CreateCommand implements Callable<Integer>
{
    @Mixin
    private CommonOptions common;

    @Mixin
    private CreationOptions options;

    @Option(names = "--json", description = "Print what was created as one JSON object.")
    private boolean json;

    @Parameters(paramLabel = "CHANNEL", description = "The channel's directory.")
    private Path path;

    @Override
    public Integer call()
    {
        final ShmChannel<?> channel =
            options.applyTo(ShmChannel.at(path)).format(options.formatOr(PayloadFormat.TEXT).format());
        channel.create();
        final String fileSystem = channel.info().fileSystem();
        if (CopyOnWrite.is(fileSystem))
        {
            System.err.println("journal: note: " + Printable.of(path.toString()) + " is on " + fileSystem +
                CopyOnWrite.note(fileSystem));
        }
        if (json)
        {
            Json.print(new StandardOutput(), out -> ChannelJson.write(out, channel.info()));
        }

        return ExitCode.OK;
    }
}
