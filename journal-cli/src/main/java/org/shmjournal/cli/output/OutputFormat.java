package org.shmjournal.cli.output;

import java.util.function.BiFunction;

/**
 * The forms in which records are printed.
 */
public enum OutputFormat
{
    /** Each payload and a line feed: what was piped in as lines. */
    TEXT("text", OutputFormat::textPrinter),
    /** One object a line. */
    JSON("json", JsonPrinter::new),
    /** A heading, then a line a record. */
    CSV("csv", CsvPrinter::new),
    /** Each byte, for people. */
    HEX("hex", (output, decoder) -> new HexPrinter(output)),
    /** The payloads, one behind the other. */
    RAW("raw", (output, decoder) -> new RawPrinter(output)),
    /** Each payload behind its length, 4 bytes little-endian. */
    LENGTH("length", (output, decoder) -> new LengthPrinter(output));

    private final String label;
    private final BiFunction<StandardOutput, PayloadDecoder, RecordPrinter> printers;

    OutputFormat(final String label, final BiFunction<StandardOutput, PayloadDecoder, RecordPrinter> printers)
    {
        this.label = label;
        this.printers = printers;
    }

    /** Prints in this form, payloads as the bytes that they are. */
    public RecordPrinter printer(final StandardOutput output)
    {
        return printers.apply(output, PayloadDecoder.NONE);
    }

    /** Prints in this form, payloads decoded in those that show text. */
    public RecordPrinter printer(final StandardOutput output, final PayloadDecoder decoder)
    {
        return printers.apply(output, decoder);
    }

    private static RecordPrinter textPrinter(final StandardOutput output, final PayloadDecoder decoder)
    {
        return decoder.isText() ? new TextPrinter(output) : new DecodedTextPrinter(output, decoder);
    }

    @Override
    public String toString()
    {
        return label;
    }
}
