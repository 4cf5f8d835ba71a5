package org.shmjournal.cli.demo;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.shmjournal.cli.CommonOptions;
import org.shmjournal.cli.ExitCode;
import org.shmjournal.cli.measure.Scratch;
import org.shmjournal.cli.output.Json;
import org.shmjournal.cli.output.Printable;
import org.shmjournal.cli.output.StandardOutput;
import org.shmjournal.cli.output.Style;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * Shows in one go that the journal does its job on this machine, and how fast.
 */
@Command(
    name = "demo",
    description = {
        "Shows that the journal does its job on this machine, and how fast.",
        "Streams records from a writer process to a reader process that checks each as it comes; then",
        "measures round trips between two processes.",
        "Exit code 0: every record came as written. 1: something is wrong."},
    footer = {
        "",
        "Both processes warm up on another channel first. The directory is journal-demo-USER in --dir;",
        "each run empties it first.",
        "",
        "Example:",
        "  journal demo --records 50000000"})
public final class DemoCommand implements Callable<Integer>
{
    @Spec
    private CommandSpec spec;

    @Mixin
    private CommonOptions common;

    @Option(names = "--json", description = "Print one JSON object.")
    private boolean json;

    @Option(names = "--sabotage", description = "Flip one bit of the stream meanwhile; the demo must notice.")
    private boolean sabotaged;

    @Option(names = "--records", paramLabel = "N", description = "Records to stream; default ${DEFAULT-VALUE}.")
    private long records = 5_000_000;

    @Option(names = "--round-trips", paramLabel = "N", description = "Round trips; default ${DEFAULT-VALUE}.")
    private long roundTrips = 200_000;

    @Option(names = "--dir", paramLabel = "DIR", description = "Where; default /dev/shm if it has the room.")
    private Path parent;

    @Option(
        names = "--keep",
        negatable = true,
        defaultValue = "true",
        fallbackValue = "true",
        description = "Whether to keep the channels when all is done; default: they are kept.")
    private boolean keep = true;

    @Override
    public Integer call()
    {
        if (records < 1 || roundTrips < 1)
        {
            throw new ParameterException(spec.commandLine(), "--records and --round-trips must be at least 1");
        }
        final long space = DemoSettings.spaceNeeded(records, roundTrips);
        final Path place = parent == null ? Scratch.defaultDirectory(space) : parent;
        try (DemoDirectory directory = DemoDirectory.claim(place, space))
        {
            final StandardOutput output = new StandardOutput();
            final DemoResult result = run(directory, output);
            if (!keep)
            {
                directory.delete();
            }
            report(result, output, directory);

            return result.isGood() && !sabotaged ? ExitCode.OK : ExitCode.PROBLEM;
        }
    }

    private DemoResult run(final DemoDirectory directory, final StandardOutput output)
    {
        if (!json)
        {
            output.println("Streaming " + records + " records between two processes in " +
                Printable.of(directory.path()) + " ...");
            output.flush();
        }
        return new DemoRun(directory, records, roundTrips, sabotaged).run();
    }

    private void report(final DemoResult result, final StandardOutput output, final DemoDirectory directory)
    {
        final DemoReport report = new DemoReport(result);
        if (json)
        {
            Json.print(output, out -> report.write(out, keep));
            return;
        }
        report.print(output, Style.of(common.color()));
        if (keep)
        {
            final String stream = Printable.of(result.info().path());
            output.println("");
            output.println("Look further:");
            output.println("  journal info " + stream);
            output.println("  journal cat --output hex --limit 3 " + stream);
            output.println("  journal verify " + stream);
            output.println("Delete it:");
            output.println("  rm -r " + Printable.of(directory.path()));
        }
        output.flush();
    }
}
