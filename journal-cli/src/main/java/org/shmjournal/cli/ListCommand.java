package org.shmjournal.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import com.fasterxml.jackson.core.JsonGenerator;
import org.shmjournal.ChannelInfo;
import org.shmjournal.cli.output.ByteCount;
import org.shmjournal.cli.output.ChannelFacts;
import org.shmjournal.cli.output.ChannelJson;
import org.shmjournal.cli.output.Json;
import org.shmjournal.cli.output.Printable;
import org.shmjournal.cli.output.StandardOutput;
import org.shmjournal.cli.output.Style;
import org.shmjournal.error.JournalException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * Lists the channels in directories.
 */
@Command(
    name = "ls",
    description = {
        "Lists the channels in directories, a line each.",
        "Exit code 4 when one of them is damaged, 1 when one cannot be looked at for another reason."},
    footer = {"", "Example:", "  journal ls -r /dev/shm"})
final class ListCommand implements Callable<Integer>
{
    @Mixin
    private CommonOptions common;

    @Mixin
    private TrustOption trust;

    @Option(names = {"-r", "--recursive"}, description = "Look into all directories below, too.")
    private boolean recursive;

    @Option(names = "--json", description = "Print one JSON object a channel.")
    private boolean json;

    @Parameters(paramLabel = "DIR", arity = "0..*", description = "Where to look; default the current directory.")
    private List<Path> directories = List.of(Path.of("."));

    @Override
    public Integer call() throws IOException
    {
        final List<Path> channels = new ChannelSearch(trust, recursive).in(directories);
        final StandardOutput output = new StandardOutput();
        final ChannelFacts facts = new ChannelFacts(Style.of(common.color()));
        int exitCode = ExitCode.OK;
        for (final Path channel : channels)
        {
            exitCode = worse(exitCode, list(channel, output, facts));
        }
        output.flush();

        return exitCode;
    }

    private static int worse(final int one, final int other)
    {
        return one == ExitCode.CORRUPT || other == ExitCode.OK ? one : other;
    }

    /** Lists one; its exit code is that of a command that looks at it alone, or that of a problem. */
    private int list(final Path channel, final StandardOutput output, final ChannelFacts facts)
    {
        try
        {
            final ChannelInfo info = trust.channel(channel).info();
            if (json)
            {
                Json.print(output, out -> ChannelJson.write(out, info));
            }
            else
            {
                output.println(Printable.of(channel) + "  " + facts.state(info) + "  " +
                    Printable.of(info.header().mediaType()) + "  " +
                    (info.records() < 0 ? "unknown" : info.records()) + " records  " +
                    info.segments().size() + " segments  " +
                    ByteCount.of(info.bytesOnDisk()));
            }
            return info.problems().isEmpty() ? ExitCode.OK : ExitCode.CORRUPT;
        }
        catch (final JournalException | UncheckedIOException | InternalError unreadable)
        {
            final String reason = ErrorReport.message(unreadable, channel);
            if (json)
            {
                Json.print(output, out -> writeUnreadable(out, channel, reason));
            }
            else
            {
                output.println(Printable.of(channel) + "  unreadable: " + Printable.of(reason));
            }
            return ErrorReport.exitCode(unreadable) == ExitCode.CORRUPT ? ExitCode.CORRUPT : ExitCode.PROBLEM;
        }
    }

    private static void writeUnreadable(final JsonGenerator out, final Path channel, final String reason)
        throws IOException
    {
        out.writeStartObject();
        out.writeStringField("channel", channel.toString());
        out.writeStringField("problem", reason);
        out.writeEndObject();
    }
}
