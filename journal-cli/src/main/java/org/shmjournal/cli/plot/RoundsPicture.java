package org.shmjournal.cli.plot;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A chart of how a figure went from round to round, for each of several that were measured.
 */
public final class RoundsPicture
{
    private RoundsPicture()
    {
    }

    /**
     * A picture.
     *
     * @param figure its name and unit.
     * @param lines  by name, in the order of the legend: a figure for each round.
     */
    public static Picture of(
        final String title, final String facts, final String figure, final Map<String, List<Double>> lines)
    {
        final LinesPicture picture = new LinesPicture("round", figure);
        lines.forEach((name, figures) -> picture.add(name, numbers(figures.size()), figures));
        picture.chart().getStyler().setYAxisMin(0.0);
        picture.chart().getStyler().setxAxisTickLabelsFormattingFunction(
            round -> round == Math.rint(round) ? Long.toString(Math.round(round)) : "");
        return picture.picture(title, facts);
    }

    private static List<Double> numbers(final int count)
    {
        final List<Double> numbers = new ArrayList<>();
        for (int i = 1; i <= count; i++)
        {
            numbers.add((double)i);
        }
        return numbers;
    }
}
