package org.shmjournal.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.shmjournal.cli.output.StandardOutput;
import org.shmjournal.cli.output.Style;
import org.shmjournal.cli.output.Terminal;
import org.shmjournal.cli.top.Display;
import org.shmjournal.cli.top.JsonLines;
import org.shmjournal.cli.top.PlainLines;
import org.shmjournal.cli.top.Sample;
import org.shmjournal.cli.top.Screen;
import org.shmjournal.error.JournalException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * Shows what channels do, until it is interrupted.
 */
@Command(
    name = "top",
    description = {
        "Shows again and again what channels do: state, rates, end, how far the durable position lags, and cursors.",
        "On a terminal a table; elsewhere a line a channel and interval. Ends on Ctrl-C, or after --count times.",
        "Nothing is locked or changed, and a look costs the same however much a channel holds."},
    footer = {"", "Example:", "  journal top --interval 500ms /tmp/orders"})
final class TopCommand implements Callable<Integer>
{
    @Spec
    private CommandSpec spec;

    @Mixin
    private CommonOptions common;

    @Mixin
    private TrustOption trust;

    @Option(names = {"-r", "--recursive"}, description = "Look into all directories below, too.")
    private boolean recursive;

    @Option(
        names = "--interval",
        paramLabel = "DURATION",
        converter = DurationConverter.class,
        description = "How long from one look to the next; default 1s.")
    private Duration interval = Duration.ofSeconds(1);

    @Option(names = "--count", paramLabel = "N", description = "End after N looks; default never.")
    private Long count;

    @Option(names = "--json", description = "Print one JSON object a channel and look.")
    private boolean json;

    @Parameters(
        paramLabel = "CHANNEL|DIR",
        arity = "0..*",
        description = "Channels, and directories of such, also of those to come; default the current directory.")
    private List<Path> directories = List.of(Path.of("."));

    private final CountDownLatch interrupted = new CountDownLatch(1);
    /** What was seen last. */
    private Map<Path, Sample> samples = Map.of();

    @Override
    public Integer call() throws IOException
    {
        if (interval.isZero() || count != null && count < 1)
        {
            throw new ParameterException(spec.commandLine(), "--interval and --count are more than 0");
        }
        // A directory that is not there at first is a mistake; later it may come and go.
        samples = look(search(directories));
        Interruption.finishBefore(interrupted::countDown);
        try (Display display = display())
        {
            display.show(Instant.now(), List.copyOf(samples.values()));
            for (long looks = 1; (count == null || looks < count) && !awaitInterruption(); looks++)
            {
                samples = look();
                display.show(Instant.now(), List.copyOf(samples.values()));
            }
        }

        return ExitCode.OK;
    }

    private Display display()
    {
        final StandardOutput output = new StandardOutput();
        return json ? new JsonLines(output) :
            Terminal.isScreen() ? new Screen(output, Style.of(common.color()), Terminal.rows()) :
            new PlainLines(output);
    }

    private boolean awaitInterruption()
    {
        try
        {
            return interrupted.await(interval.toNanos(), TimeUnit.NANOSECONDS);
        }
        catch (final InterruptedException ex)
        {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    private Map<Path, Sample> look()
    {
        final Map<Path, Sample> seen = new LinkedHashMap<>();
        for (final Path directory : directories)
        {
            try
            {
                seen.putAll(look(search(List.of(directory))));
            }
            catch (final IOException gone)
            {
                seen.put(directory,
                    Sample.unreadable(System.nanoTime(), directory, ErrorReport.message(gone, directory)));
            }
        }
        return seen;
    }

    private List<Path> search(final List<Path> where) throws IOException
    {
        return new ChannelSearch(trust, recursive).in(where);
    }

    private Map<Path, Sample> look(final List<Path> channels)
    {
        final Map<Path, Sample> seen = new LinkedHashMap<>();
        channels.forEach(channel -> seen.put(channel, look(channel)));
        return seen;
    }

    private Sample look(final Path channel)
    {
        final long now = System.nanoTime();
        try
        {
            return Sample.of(now, trust.channel(channel).glance(), samples.get(channel));
        }
        catch (final JournalException | UncheckedIOException | InternalError unreadable)
        {
            return Sample.unreadable(now, channel, ErrorReport.message(unreadable, channel));
        }
    }
}
