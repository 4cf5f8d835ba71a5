package org.shmjournal.cli.plot;

import java.awt.BasicStroke;
import java.awt.Color;
import java.util.List;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.Styler;
import org.knowm.xchart.style.markers.SeriesMarkers;

/**
 * Named lines over each other in one chart, each in a colour of its own.
 */
final class LinesPicture
{
    private static final int HEIGHT = 480;
    private static final Color[] COLORS = {
        new Color(0x1F5A93), new Color(0xB03A2E), new Color(0x2E8B57), new Color(0xD68910), new Color(0x8E44AD),
        new Color(0x566573), new Color(0x17A2B8), new Color(0x7D6608)};

    private final XYChart chart;
    private int lines;

    LinesPicture(final String x, final String y)
    {
        chart = Charts.chart("", x, y, HEIGHT);
        chart.getStyler().setChartTitleVisible(false);
        chart.getStyler().setLegendVisible(true);
        chart.getStyler().setLegendPosition(Styler.LegendPosition.InsideNW);
        chart.getStyler().setLegendFont(Charts.SMALL);
        chart.getStyler().setLegendBorderColor(Color.WHITE);
    }

    XYChart chart()
    {
        return chart;
    }

    void add(final String name, final List<Double> x, final List<Double> y)
    {
        final XYSeries series = chart.addSeries(name, x, y);
        series.setXYSeriesRenderStyle(XYSeries.XYSeriesRenderStyle.Line);
        series.setLineColor(COLORS[lines++ % COLORS.length]);
        series.setLineStyle(new BasicStroke(1.8f, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND));
        series.setMarker(SeriesMarkers.NONE);
    }

    Picture picture(final String title, final String facts)
    {
        final Picture picture = new Picture(title, facts);
        picture.add(chart);
        return picture;
    }
}
