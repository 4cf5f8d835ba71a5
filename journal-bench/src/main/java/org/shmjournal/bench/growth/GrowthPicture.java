package org.shmjournal.bench.growth;

import java.awt.Color;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.Styler;
import org.knowm.xchart.style.markers.SeriesMarkers;
import org.shmjournal.bench.compare.Measured;
import org.shmjournal.cli.plot.Picture;

/** Draws how cost grows: medians of the rounds, both axes logarithmic. */
final class GrowthPicture
{
    private static final double SMALLEST = 0.5;

    private final Growth growth;
    private final Measured measured;

    GrowthPicture(final Growth growth, final Measured measured)
    {
        this.growth = growth;
        this.measured = measured;
    }

    void write(final Path file) throws IOException
    {
        final Picture picture = new Picture(measured.title().split(":")[0],
            measured.conditions().getOrDefault("channel", ""));
        picture.add(chart());
        picture.write(file);
    }

    private XYChart chart()
    {
        final XYChart chart = new XYChartBuilder().xAxisTitle(growth.axis()).yAxisTitle("").build();
        chart.getStyler().setXAxisLogarithmic(true).setYAxisLogarithmic(true);
        chart.getStyler().setXAxisDecimalPattern("#,###.#").setYAxisDecimalPattern("#,###.##");
        chart.getStyler().setLocale(Locale.ROOT);
        chart.getStyler().setLegendPosition(Styler.LegendPosition.OutsideE).setChartBackgroundColor(Color.WHITE);
        growth.curves().forEach(curve -> add(chart, curve));
        return chart;
    }

    private void add(final XYChart chart, final String curve)
    {
        final List<Double> places = new ArrayList<>();
        final List<Double> values = new ArrayList<>();
        for (final Map.Entry<String, Long> point : growth.points().entrySet())
        {
            final double median = measured.median(round -> round.get(point.getKey()).get(curve));
            // There is no place for 0 on a logarithmic axis.
            places.add(Math.max(SMALLEST, point.getValue()));
            values.add(median);
        }
        final XYSeries series = chart.addSeries(curve, places, values);
        series.setMarker(SeriesMarkers.CIRCLE);
    }
}
