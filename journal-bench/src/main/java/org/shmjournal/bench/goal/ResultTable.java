package org.shmjournal.bench.goal;

import java.io.PrintStream;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.shmjournal.bench.compare.Measured;

/** Results as lines: one a criterion, and another where something shows how far this machine goes. */
final class ResultTable
{
    private static final String LINE = "%-4s %-4s %-62s %12s %12s %20s %9s%n";

    private final PrintStream out;

    ResultTable(final PrintStream out)
    {
        this.out = out;
    }

    void print(final List<Result> results)
    {
        out.printf(LINE, "goal", "met", "what", "ours", "peer", "ratio, min-max", "goal");
        for (final Result result : results)
        {
            result.verdicts().forEach(verdict -> print(result.goal().id(), verdict));
        }
        out.flush();
    }

    private void print(final String id, final Verdict verdict)
    {
        final Criterion criterion = verdict.criterion();
        final String what = (verdict.part().isEmpty() ? "" : verdict.part() + ": ") + criterion.what();
        final String spread = criterion.isAbsolute() ? number(verdict.min()) + "-" + number(verdict.max()) :
            String.format(Locale.ROOT, "%.2f, %.2f-%.2f", verdict.median(), verdict.min(), verdict.max());
        out.printf(LINE, id, verdict.met() ? "yes" : "NO", what, number(verdict.ours()),
            criterion.isAbsolute() ? "" : number(verdict.peer()), spread,
            "<= " + number(criterion.goal()));
        if (verdict.isLimitKnown())
        {
            printLimit(verdict);
        }
    }

    private void printLimit(final Verdict verdict)
    {
        final Criterion criterion = verdict.criterion();
        final double[] sorted = Arrays.stream(verdict.limits()).sorted().toArray();
        final double min = sorted[0];
        final double max = sorted[sorted.length - 1];
        final String spread = criterion.isAbsolute() ? number(min) + "-" + number(max) :
            String.format(Locale.ROOT, "%.2f, %.2f-%.2f", Measured.median(sorted), min, max);
        out.printf(LINE, "", "", "  limit of this machine, " + criterion.limit().name() + ", would meet it: " +
            (verdict.isMetByLimit() ? "yes" : "NO"), number(verdict.limit()), "", spread, "");
    }

    private static String number(final double value)
    {
        return String.format(Locale.ROOT,
            value == Math.rint(value) ? "%.0f" : Math.abs(value) < 10 ? "%.3g" : "%.1f", value);
    }
}
