package org.shmjournal.cli;

import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.shmjournal.cli.output.Json;
import org.shmjournal.cli.output.Printable;
import org.shmjournal.cli.output.StandardOutput;
import org.shmjournal.cli.transfer.Import;
import org.shmjournal.error.InterruptedWaitException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * Makes a channel of what export has printed.
 */
@Command(
    name = "import",
    description = {
        "Appends what 'journal export' has printed, in either form, to a channel; creates it if it is not there.",
        "It then gets the settings of the exported one, but for those that are given as options.",
        "Records and timestamps come back equal; a channel that is there must have the same format, and timestamps",
        "or none as well. Takes what 'journal cat --json' prints, too, where the format is text unless said otherwise.",
        "Exit code 4: the input is damaged or cut short; what came before that is in the channel."},
    footer = {
        "",
        "Examples:",
        "  gzip -cd orders.ndjson.gz | journal import /tmp/orders",
        "  journal cat --json --grep ACME /tmp/orders | journal import /tmp/acme"})
final class ImportCommand implements Callable<Integer>
{
    @Mixin
    private CommonOptions common;

    @Mixin
    private CreationOptions creation;

    @Mixin
    private SharingOption sharing;

    @Mixin
    private ProgressOption progress;

    @Option(names = "--binary", description = "Refuse input that is not binary; without this its first bytes tell.")
    private boolean binary;

    @Option(names = "--json", description = "Print what was imported as one JSON object.")
    private boolean json;

    @Parameters(index = "0", paramLabel = "CHANNEL", description = "The channel's directory.")
    private Path path;

    @Parameters(
        index = "1", paramLabel = "FILE", arity = "0..1", description = "The export; default standard input.")
    private Path file;

    @Override
    public Integer call() throws IOException
    {
        final InputFiles input = new InputFiles(file == null ? List.of() : List.of(file));
        input.requireReadable();
        final Progress shown = progress.begin();
        shown.total(input.length());
        final ChannelImport target =
            new ChannelImport(sharing.channel(path), creation, shown);
        Interruption.finishBefore(input::stop);
        try (target)
        {
            input.read((source, name) -> new Import(name, target).read(source, binary));
        }
        catch (final ClosedChannelException | InterruptedWaitException stopped)
        {
            if (!Interruption.isRaised())
            {
                throw stopped;
            }
        }
        finally
        {
            shown.end();
            tellOfRaised(target);
        }

        return Interruption.isRaised() ? interrupted(target) : imported(target);
    }

    private void tellOfRaised(final ChannelImport target)
    {
        if (target.raisedTimestamps() > 0)
        {
            System.err.println("journal: note: " + Printable.of(path) + ": " + target.raisedTimestamps() +
                " timestamps were smaller than one before them, and became that");
        }
    }

    private int interrupted(final ChannelImport target)
    {
        System.err.println("journal: interrupted; " + target.records() + " records are in the channel");
        return ExitCode.INTERRUPTED;
    }

    private int imported(final ChannelImport target)
    {
        final StandardOutput output = new StandardOutput();
        if (json)
        {
            Json.print(output, out -> {
                out.writeStartObject();
                out.writeStringField("channel", path.toString());
                out.writeNumberField("records", target.records());
                out.writeNumberField("bytes", target.bytes());
                out.writeNumberField("raisedTimestamps", target.raisedTimestamps());
                out.writeEndObject();
            });
        }
        else
        {
            output.println(Printable.of(path) + ": imported " + target.records() + " records, " + target.bytes() +
                " bytes");
            output.flush();
        }
        return ExitCode.OK;
    }
}
