package org.shmjournal.cli;

import java.util.regex.Pattern;
import org.shmjournal.ShmReader;
import org.shmjournal.cli.output.HighlightPrinter;
import org.shmjournal.cli.output.OutputFormat;
import org.shmjournal.cli.output.PayloadDecoder;
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

    boolean isJson()
    {
        return json;
    }

    /** Whether a form was asked for by its name. */
    boolean isFormGiven()
    {
        return output != null;
    }

    /** Prints records of that channel, in which the filter's pattern was found. */
    RecordPrinter printer(
        final ShmReader<?> reader, final FilterOptions filter, final StandardOutput target, final Style style)
    {
        final PayloadDecoder decoder = filter.decoder(reader);
        final Pattern pattern = filter.pattern();
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
