package org.shmjournal.cli.output;

import java.util.function.Function;

/**
 * The forms in which records are printed.
 */
public enum OutputFormat
{
    /** Each payload and a line feed: what was piped in as lines. */
    TEXT("text", TextPrinter::new),
    /** One object a line. */
    JSON("json", JsonPrinter::new),
    /** A heading, then a line a record. */
    CSV("csv", CsvPrinter::new),
    /** Each byte, for people. */
    HEX("hex", HexPrinter::new),
    /** The payloads, one behind the other. */
    RAW("raw", RawPrinter::new),
    /** Each payload behind its length, 4 bytes little-endian. */
    LENGTH("length", LengthPrinter::new);

    private final String label;
    private final Function<StandardOutput, RecordPrinter> printers;

    OutputFormat(final String label, final Function<StandardOutput, RecordPrinter> printers)
    {
        this.label = label;
        this.printers = printers;
    }

    /** Prints in this form. */
    public RecordPrinter printer(final StandardOutput output)
    {
        return printers.apply(output);
    }

    @Override
    public String toString()
    {
        return label;
    }
}
