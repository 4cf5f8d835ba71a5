package org.shmjournal.cli.bench;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import com.fasterxml.jackson.core.JsonGenerator;
import org.shmjournal.cli.output.Facts;
import org.shmjournal.cli.output.Nanos;
import org.shmjournal.cli.output.StandardOutput;
import org.shmjournal.cli.output.Style;
import org.shmjournal.cli.plot.PercentilePicture;
import org.shmjournal.cli.plot.Picture;
import org.shmjournal.cli.plot.RoundsPicture;
import org.shmjournal.cli.stats.Buckets;
import org.shmjournal.cli.stats.Distribution;

/** Says what a bench shows while it goes on, and what it showed: for people, as JSON, or as a picture. */
final class BenchReport
{
    private static final String TITLE = "journal bench";

    private final StandardOutput output;
    private final Style style;

    BenchReport(final StandardOutput output, final Style style)
    {
        this.output = output;
        this.style = style;
    }

    void printHead(final BenchPlan plan, final Conditions conditions)
    {
        final Facts facts = new Facts(style);
        facts.add("measured", describe(plan));
        conditions.addTo(facts);
        facts.add("records", plan.records() + " a round; rounds: " + plan.warmUpRounds() + " to warm up, " +
            plan.rounds() + " that count");
        output.print(facts.toString());
        output.println("");
        printLine("round", BenchFigure::title);
        output.flush();
    }

    private static String describe(final BenchPlan plan)
    {
        final String read = plan.readers() == 0 ? "nobody reads" :
            plan.readers() + (plan.readers() == 1 ? " reads along and checks" : " read along and check");
        return "one process writes" + (plan.rate() == 0 ? "" : " " + plan.rate() + " records/s") + ", " + read +
            "; figures are those of the " +
            (plan.readers() == 0 ? "writer" : plan.readers() == 1 ? "reader" : "slowest reader") +
            ", first record to last";
    }

    void printRound(final String name, final BenchRound round)
    {
        printLine(name, figure -> figure.text(figure.of(round)));
        output.flush();
    }

    void printSummary(final BenchResult result)
    {
        final List<BenchRound> rounds = result.rounds();
        output.println("");
        printLine("median", figure -> figure.text(figure.spread(rounds).median()));
        printLine("min", figure -> figure.text(figure.spread(rounds).min()));
        printLine("max", figure -> figure.text(figure.spread(rounds).max()));
        if (result.writes().getTotalCount() > 0)
        {
            output.println("");
            output.print(
                Distribution.describe(style, "write", result.writes(), Buckets.Growth.DECIMAL, Nanos::of));
            output.println("A write's time is counted from when it was due at this rate until it returned.");
        }
        output.flush();
    }

    private void printLine(final String name, final Function<BenchFigure, String> text)
    {
        final StringBuilder line = new StringBuilder(String.format("%-8s", name));
        for (final BenchFigure figure : BenchFigure.values())
        {
            line.append(String.format(Locale.ROOT, " %12s", text.apply(figure)));
        }
        output.println(line.toString());
    }

    static void write(final JsonGenerator json, final BenchResult result) throws IOException
    {
        final BenchPlan plan = result.plan();
        json.writeStartObject();
        json.writeNumberField("records", plan.records());
        json.writeNumberField("rate", plan.rate());
        json.writeNumberField("readers", plan.readers());
        result.conditions().write(json);
        json.writeArrayFieldStart("rounds");
        for (final BenchRound round : result.rounds())
        {
            json.writeStartObject();
            for (final BenchFigure figure : BenchFigure.values())
            {
                figure.write(json, figure.field(), figure.of(round));
            }
            json.writeEndObject();
        }
        json.writeEndArray();
        for (final BenchFigure figure : BenchFigure.values())
        {
            final Spread spread = figure.spread(result.rounds());
            json.writeObjectFieldStart(figure.field());
            figure.write(json, "median", spread.median());
            figure.write(json, "min", spread.min());
            figure.write(json, "max", spread.max());
            json.writeEndObject();
        }
        Distribution.write(json, "writeNanos", result.writes());
        json.writeEndObject();
    }

    /** Of latencies if there was a rate, else of rounds. */
    static Picture picture(final BenchResult result)
    {
        final String line = result.conditions().line();
        if (result.plan().rate() != 0)
        {
            return PercentilePicture.of(TITLE + ": time of a write at " + result.plan().rate() + " records/s", line,
                Map.of("write", result.writes()));
        }
        final Map<String, List<Double>> lines = new LinkedHashMap<>();
        if (result.plan().readers() > 0)
        {
            lines.put("reader", result.rounds().stream().map(BenchRound::nanosPerRecord).toList());
        }
        lines.put("writer", result.rounds().stream().map(BenchRound::writerNanosPerRecord).toList());
        return RoundsPicture.of(TITLE, line, "ns/record", lines);
    }
}
