package org.shmjournal.cli;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.shmjournal.ChannelInfo;
import org.shmjournal.cli.output.CursorFacts;
import org.shmjournal.cli.output.CursorJson;
import org.shmjournal.cli.output.ErrorJson;
import org.shmjournal.cli.output.Json;
import org.shmjournal.cli.output.StandardOutput;
import org.shmjournal.cli.output.Style;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * Lists the cursors of a channel; its own commands change them.
 */
@Command(
    name = "cursors",
    description = {
        "Lists the cursors of a channel: where its readers stand, and what that holds back.",
        "A line each: name, gating, position, how far it lags behind the end, and whether a reader has it."},
    subcommands = {CursorsSetCommand.class, CursorsRemoveCommand.class},
    footer = {"", "Example:", "  journal cursors --json /tmp/orders"})
final class CursorsCommand implements Callable<Integer>
{
    @Spec
    private CommandSpec spec;

    @Mixin
    private CommonOptions common;

    @Mixin
    private TrustOption trust;

    @Option(names = "--json", description = "Print one JSON object.")
    private boolean json;

    @Parameters(paramLabel = "CHANNEL", arity = "0..1", description = "The channel's directory.")
    private Path path;

    @Override
    public Integer call()
    {
        if (path == null)
        {
            throw new ParameterException(spec.commandLine(), "Missing required parameter: 'CHANNEL'");
        }
        final ChannelInfo info = ErrorJson.orPrint(json, path, () -> trust.channel(path).glance());
        final StandardOutput output = new StandardOutput();
        if (json)
        {
            Json.print(output, out -> CursorJson.writeAll(out, info));
        }
        else
        {
            output.print(new CursorFacts(Style.of(common.color())).describeAll(info));
            output.flush();
        }

        return info.problems().isEmpty() ? ExitCode.OK : ExitCode.CORRUPT;
    }
}
