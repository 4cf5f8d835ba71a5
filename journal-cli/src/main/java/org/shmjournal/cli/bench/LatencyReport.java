package org.shmjournal.cli.bench;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import com.fasterxml.jackson.core.JsonGenerator;
import org.HdrHistogram.Histogram;
import org.shmjournal.cli.output.Facts;
import org.shmjournal.cli.output.Nanos;
import org.shmjournal.cli.output.StandardOutput;
import org.shmjournal.cli.output.Style;
import org.shmjournal.cli.plot.PercentilePicture;
import org.shmjournal.cli.plot.Picture;
import org.shmjournal.cli.stats.Buckets;
import org.shmjournal.cli.stats.Distribution;

/** Says what latencies there were: for people, as JSON, or as a picture. */
final class LatencyReport
{
    private final StandardOutput output;
    private final Style style;

    LatencyReport(final StandardOutput output, final Style style)
    {
        this.output = output;
        this.style = style;
    }

    void printHead(final LatencyPlan plan, final Conditions conditions)
    {
        final Facts facts = new Facts(style);
        facts.add("measured", (plan.oneWay() ? "one way between two processes" : "") +
            (plan.oneWay() && plan.roundTrip() ? ", then " : "") +
            (plan.roundTrip() ? "requests and replies between two processes" : "") + ", " + plan.rate() +
            " a second for " + plan.seconds() + " s");
        conditions.addTo(facts);
        facts.add("clock", "System.nanoTime, which is one for all processes of a Linux system");
        output.print(facts.toString());
        output.flush();
    }

    void print(final LatencyResult result)
    {
        for (final Map.Entry<Measured, Histogram> entry : result.latencies().entrySet())
        {
            final Measured what = entry.getKey();
            output.println("");
            output.print(Distribution.describe(style, what.title(), entry.getValue(), Buckets.Growth.DECIMAL,
                Nanos::of));
            output.println("Counted " + what.meaning() + ".");
            if (result.fellBehind(what))
            {
                output.println(style.notable("It fell behind: " + String.format(Locale.ROOT, "%.0f",
                    result.rates().get(what)) + " a second came through; the times include the wait."));
            }
        }
        output.flush();
    }

    static void write(final JsonGenerator json, final LatencyResult result) throws IOException
    {
        json.writeStartObject();
        json.writeNumberField("rate", result.plan().rate());
        json.writeNumberField("seconds", result.plan().seconds());
        result.conditions().write(json);
        for (final Map.Entry<Measured, Histogram> entry : result.latencies().entrySet())
        {
            Distribution.write(json, entry.getKey().field() + "Nanos", entry.getValue());
        }
        for (final Map.Entry<Measured, Double> entry : result.rates().entrySet())
        {
            json.writeNumberField(entry.getKey().field() + "PerSecond", entry.getValue());
        }
        json.writeEndObject();
    }

    static Picture picture(final LatencyResult result)
    {
        return PercentilePicture.of("journal latency at " + result.plan().rate() + " records/s",
            result.conditions().line(), byTitle(result));
    }

    /** All latencies, as they are called. */
    static Map<String, Histogram> byTitle(final LatencyResult result)
    {
        final Map<String, Histogram> byTitle = new LinkedHashMap<>();
        result.latencies().forEach((what, histogram) -> byTitle.put(what.title(), histogram));
        return byTitle;
    }
}
