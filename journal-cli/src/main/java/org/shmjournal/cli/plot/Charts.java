package org.shmjournal.cli.plot;

import java.awt.Color;
import java.awt.Font;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.style.Styler;

/**
 * What all charts look like.
 */
final class Charts
{
    static final Font SMALL = new Font(Font.SANS_SERIF, Font.PLAIN, 11);

    private Charts()
    {
    }

    /** One without series. */
    static XYChart chart(final String title, final String x, final String y, final int height)
    {
        final XYChart chart = new XYChartBuilder()
            .width(Picture.WIDTH)
            .height(height)
            .title(title)
            .xAxisTitle(x)
            .yAxisTitle(y)
            .theme(Styler.ChartTheme.GGPlot2)
            .build();
        chart.getStyler().setLegendVisible(false);
        chart.getStyler().setChartBackgroundColor(Color.WHITE);
        chart.getStyler().setPlotBackgroundColor(Color.WHITE);
        chart.getStyler().setPlotGridLinesColor(new Color(0xDDDDDD));
        chart.getStyler().setChartTitleBoxVisible(false);
        chart.getStyler().setAxisTickLabelsFont(SMALL);
        chart.getStyler().setChartPadding(16);
        return chart;
    }
}
