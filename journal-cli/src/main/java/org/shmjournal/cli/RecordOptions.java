package org.shmjournal.cli;

import java.nio.file.Path;
import java.util.regex.Pattern;
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
 * In which form records are printed.
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

    @Option(
        names = "--schema",
        paramLabel = "FILE",
        description = "Decode messages of SBE by this schema, in XML.")
    private Path schema;

    boolean isJson()
    {
        return json;
    }

    /** Whether a form was asked for by its name. */
    boolean isFormGiven()
    {
        return output != null;
    }

    /** Prints records of that channel; {@code pattern} is what was searched for, or null. */
    RecordPrinter printer(
        final ShmReader<?> reader, final Pattern pattern, final StandardOutput target, final Style style)
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
