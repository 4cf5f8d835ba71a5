package org.shmjournal.bench.compare;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What a {@link CProgram} prints of a round.
 *
 * @param figures by their names, in nanoseconds.
 * @param sum     of all words that were read.
 */
record CRound(Map<String, Double> figures, long sum)
{
    private static final String SUM = "sum";

    /** Its figures for these columns; of those that it does not measure, none. */
    Map<String, Double> figures(final List<Column> columns)
    {
        return columns.stream()
            .collect(Collectors.toMap(Column::title, column -> figures.getOrDefault(column.title(), Double.NaN)));
    }

    /** Reads a line like {@code reader=8.31 writer=8.29 sum=-42}. */
    static CRound parse(final String line)
    {
        final Map<String, Double> figures = new HashMap<>();
        long sum = 0;
        for (final String pair : line.split(" "))
        {
            final int equals = pair.indexOf('=');
            final String name = pair.substring(0, equals);
            final String value = pair.substring(equals + 1);
            if (name.equals(SUM))
            {
                sum = Long.parseLong(value);
            }
            else
            {
                figures.put(name, Double.parseDouble(value));
            }
        }
        return new CRound(Map.copyOf(figures), sum);
    }
}
