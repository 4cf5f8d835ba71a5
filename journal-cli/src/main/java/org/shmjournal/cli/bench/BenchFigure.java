package org.shmjournal.cli.bench;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import com.fasterxml.jackson.core.JsonGenerator;

/** The figures of a round: how they are called, and how they are written. */
enum BenchFigure
{
    NANOS("ns/record", "nanosPerRecord", 2, BenchRound::nanosPerRecord),
    RECORDS("records/s", "recordsPerSecond", 0, BenchRound::recordsPerSecond),
    MEBIBYTES("MiB/s", "mebibytesPerSecond", 1, BenchRound::mebibytesPerSecond),
    WRITER_NANOS("writer ns", "writerNanosPerRecord", 2, BenchRound::writerNanosPerRecord),
    WRITER_BYTES("writer B", "writerBytesPerRecord", 2, BenchRound::writerBytesPerRecord),
    READER_BYTES("reader B", "readerBytesPerRecord", 2, BenchRound::readerBytesPerRecord),
    PREEMPTIONS("preempted", "preemptions", 0, BenchRound::preemptions);

    private final String title;
    private final String field;
    private final int decimals;
    private final ToDoubleFunction<BenchRound> figure;

    BenchFigure(
        final String title, final String field, final int decimals, final ToDoubleFunction<BenchRound> figure)
    {
        this.title = title;
        this.field = field;
        this.decimals = decimals;
        this.figure = figure;
    }

    /** At the head of a column. */
    String title()
    {
        return title;
    }

    /** In JSON. */
    String field()
    {
        return field;
    }

    double of(final BenchRound round)
    {
        return figure.applyAsDouble(round);
    }

    Spread spread(final List<BenchRound> rounds)
    {
        return Spread.of(rounds.stream().map(this::of).toList());
    }

    void write(final JsonGenerator json, final String name, final double value) throws IOException
    {
        if (decimals == 0)
        {
            json.writeNumberField(name, Math.round(value));
        }
        else
        {
            json.writeNumberField(name, value);
        }
    }

    String text(final double value)
    {
        return String.format(Locale.ROOT, "%." + decimals + "f", value);
    }
}
