package org.shmjournal.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.shmjournal.ChannelInfo;
import org.shmjournal.cli.output.ChannelFacts;
import org.shmjournal.cli.output.ChannelJson;
import org.shmjournal.cli.output.ErrorJson;
import org.shmjournal.cli.output.Json;
import org.shmjournal.cli.output.StandardOutput;
import org.shmjournal.cli.output.Style;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * Says what is known of a channel or of one segment file.
 */
@Command(
    name = "info",
    description = "Says what is known of a channel, live or not, or of one of its segment files by itself.",
    footer = {"", "Example:", "  journal info --json /tmp/orders"})
final class InfoCommand implements Callable<Integer>
{
    @Mixin
    private CommonOptions common;

    @Mixin
    private TrustOption trust;

    @Option(names = "--json", description = "Print one JSON object.")
    private boolean json;

    @Parameters(paramLabel = "CHANNEL|SEGMENTFILE", description = "The channel's directory, or a segment file.")
    private Path path;

    @Override
    public Integer call()
    {
        final ChannelInfo info = ErrorJson.orPrint(json, path, () -> Files.isRegularFile(path) ?
            ChannelInfo.ofSegment(path, trust.files()) : trust.channel(path).info());
        final StandardOutput output = new StandardOutput();
        if (json)
        {
            Json.print(output, out -> ChannelJson.write(out, info));
        }
        else
        {
            output.print(new ChannelFacts(Style.of(common.color())).describe(info));
            output.flush();
        }

        return info.problems().isEmpty() ? ExitCode.OK : ExitCode.CORRUPT;
    }
}
