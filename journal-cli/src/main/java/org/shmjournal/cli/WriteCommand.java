package org.shmjournal.cli;

import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.shmjournal.Durability;
import org.shmjournal.RecoveryReport;
import org.shmjournal.ShmChannel;
import org.shmjournal.ShmWriter;
import org.shmjournal.cli.input.Framing;
import org.shmjournal.cli.input.JsonSink;
import org.shmjournal.cli.input.RecordInput;
import org.shmjournal.cli.input.RecordSink;
import org.shmjournal.cli.output.Printable;
import org.shmjournal.codecs.JacksonFormat;
import org.shmjournal.error.InterruptedWaitException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * Appends standard input, or files, to a channel.
 */
@Command(
    name = "write",
    description = {
        "Appends standard input, or files, to a channel; creates it if it is not there.",
        "At the end of the input, and on Ctrl-C, the channel is closed cleanly; the next writer goes on."},
    footer = {
        "",
        "A last line without a line feed is kept as a record that ends in LF NUL, so that 'journal cat' prints",
        "the same bytes again.",
        "",
        "Example:",
        "  dmesg --follow | journal write --timestamps /tmp/kernel"})
final class WriteCommand implements Callable<Integer>
{
    @Spec
    private CommandSpec spec;

    @Mixin
    private CommonOptions common;

    @Mixin
    private CreationOptions creation;

    @Mixin
    private SharingOption sharing;

    @Mixin
    private ProgressOption progress;

    @Option(
        names = "--framing",
        paramLabel = "line|length|whole-file",
        description = {
            "What a record is: a line, what stands behind 4 bytes of little-endian length, or a file.",
            "Default line. With the others a channel that is not there is created with --format raw."})
    private Framing framing = Framing.LINE;

    @Option(names = "--keep-open", description = "End without closing the channel, as a writer does that is killed.")
    private boolean keepOpen;

    @Option(names = "--flush", description = "Force each block of input to the disk.")
    private boolean flush;

    @Option(
        names = "--ack",
        description = {
            "After each block of input print 'records=N bytes=M position=P':",
            "so many records, of so many bytes of the input, are in the channel, and survive a kill;",
            "on a sync channel, and with --flush, also a power loss. One force serves the whole block."})
    private boolean acknowledge;

    @Option(names = "--rate", paramLabel = "N", description = "At most so many records a second.")
    private Double rate;

    @Parameters(index = "0", paramLabel = "CHANNEL", description = "The channel's directory.")
    private Path path;

    @Parameters(index = "1..*", paramLabel = "FILE", arity = "0..*", description = "Input; default standard input.")
    private List<Path> files = List.of();

    @Override
    public Integer call() throws IOException
    {
        if (rate != null && !(rate > 0))
        {
            throw new ParameterException(spec.commandLine(), "--rate must be more than 0");
        }
        final InputFiles input = new InputFiles(files);
        input.requireReadable();
        final ShmWriter<?> writer = channel().openWriter();
        final Progress shown = progress.begin();
        shown.total(input.length());
        final ChannelSink sink =
            new ChannelSink(writer, path, flush || syncs(writer), acknowledge, rate == null ? 0 : rate, shown);
        Interruption.finishBefore(input::stop);
        try
        {
            write(input, framing.input(writer.header().maxRecordLength()), accepted(writer, sink));
        }
        catch (final IOException | RuntimeException failure)
        {
            leaveAfter(failure, writer);
            throw failure;
        }
        finally
        {
            sink.end();
        }
        leave(writer);

        return Interruption.isRaised() ? interrupted(sink) : ExitCode.OK;
    }

    private void tellQuarantine(final RecoveryReport report)
    {
        if (report.bytesBehindEnd() > 0)
        {
            System.err.println("journal: note: " + Printable.of(path) + ": recovered as after a power loss; " +
                report.bytesBehindEnd() + " bytes behind the end, position " + report.endPosition() + ", are in " +
                Printable.of(path.resolve("quarantine")));
        }
    }

    private ShmChannel<?> channel()
    {
        final ShmChannel<?> channel = creation.applyTo(
            sharing.channel(path).listener(new OwnerNotes(path)
            {
                @Override
                public void onRecovered(final RecoveryReport report)
                {
                    tellQuarantine(report);
                }
            }));
        final PayloadFormat usual = framing == Framing.LINE ? PayloadFormat.TEXT : PayloadFormat.RAW;
        final PayloadFormat format = creation.formatOr(channel.exists() ? null : usual);

        return format == null ? channel : channel.format(format.format());
    }

    /** What is acknowledged on a channel that promises to keep it is on the disk before. */
    private boolean syncs(final ShmWriter<?> writer)
    {
        return acknowledge && writer.header().durability() == Durability.SYNC;
    }

    /** A channel of JSON takes nothing else. */
    private static RecordSink accepted(final ShmWriter<?> writer, final RecordSink sink)
    {
        return writer.header().formatId() == JacksonFormat.JSON_ID ? new JsonSink(sink) : sink;
    }

    private static void write(final InputFiles input, final RecordInput records, final RecordSink sink)
        throws IOException
    {
        try
        {
            input.read(records, sink);
        }
        catch (final ClosedChannelException | InterruptedWaitException stopped)
        {
            if (!Interruption.isRaised())
            {
                throw stopped;
            }
        }
    }

    private void leave(final ShmWriter<?> writer)
    {
        // The flag would end the close, too.
        Thread.interrupted();
        if (keepOpen)
        {
            writer.flush();
        }
        else
        {
            writer.close();
        }
    }

    /** What was written before the failure stays, and the next writer goes on behind it. */
    private void leaveAfter(final Exception failure, final ShmWriter<?> writer)
    {
        try
        {
            leave(writer);
        }
        catch (final RuntimeException alsoFailed)
        {
            failure.addSuppressed(alsoFailed);
        }
    }

    private static int interrupted(final ChannelSink sink)
    {
        System.err.println("journal: interrupted; " + sink.records() + " records of " + sink.bytes() +
            " bytes of input are in the channel");
        return ExitCode.INTERRUPTED;
    }
}
