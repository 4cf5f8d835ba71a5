package org.shmjournal.cli;

import java.nio.file.Path;
import java.util.regex.Pattern;
import org.shmjournal.ShmChannel;
import org.shmjournal.ShmReader;
import org.shmjournal.cli.output.HighlightPrinter;
import org.shmjournal.cli.output.OutputFormat;
import org.shmjournal.cli.output.PayloadDecoder;
import org.shmjournal.cli.output.PayloadDecoders;
import org.shmjournal.cli.output.RecordPrinter;
import org.shmjournal.cli.output.StandardOutput;
import org.shmjournal.cli.output.Style;
import org.shmjournal.codecs.TextFormat;
import picocli.CommandLine.Option;

/**
 * Which records are printed, by what they hold and where they are known to be, and in which form.
 */
final class RecordOptions
{
    @Option(
        names = {"-o", "--output"},
        paramLabel = "FORM",
        description = "text, json, csv, hex, raw or length; default text where payloads can be shown so, else raw.")
    private OutputFormat output;

    @Option(names = "--json", description = "The same as --output json.")
    private boolean json;

    @Option(names = "--grep", paramLabel = "REGEX", description = "Only records in whose text this is found.")
    private Pattern pattern;

    @Option(
        names = "--schema",
        paramLabel = "FILE",
        description = "Decode messages of SBE by this schema, in XML.")
    private Path schema;

    @Option(
        names = "--durable",
        description = "Only records that are known to be on the disk: those before the durable position.")
    private boolean durable;

    boolean durable()
    {
        return durable;
    }

    <T> ShmChannel<T> applyTo(final ShmChannel<T> channel)
    {
        return durable ? channel.durableOnly() : channel;
    }

    Pattern pattern()
    {
        return pattern;
    }

    RecordPrinter printer(final ShmReader<?> reader, final StandardOutput target, final Style style)
    {
        final PayloadDecoder decoder = PayloadDecoders.of(reader.header().formatId(), schema);
        final OutputFormat form = output(decoder, reader);
        return form == OutputFormat.TEXT && decoder.isText() && pattern != null && style.isColored() ?
            new HighlightPrinter(target, pattern, style) : form.printer(target, decoder);
    }

    private OutputFormat output(final PayloadDecoder decoder, final ShmReader<?> reader)
    {
        if (json)
        {
            return OutputFormat.JSON;
        }
        if (output != null)
        {
            return output;
        }
        return decoder != PayloadDecoder.NONE || reader.header().formatId() == TextFormat.ID ? OutputFormat.TEXT :
            OutputFormat.RAW;
    }
}
