package org.shmjournal.cli.plot;

import java.awt.BasicStroke;
import java.awt.Color;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Date;
import java.util.List;
import java.util.Locale;
import java.util.TimeZone;
import java.util.concurrent.TimeUnit;
import java.util.function.LongFunction;
import org.HdrHistogram.Histogram;
import org.knowm.xchart.AnnotationLine;
import org.knowm.xchart.AnnotationTextPanel;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.markers.SeriesMarkers;
import org.shmjournal.cli.output.ByteCount;
import org.shmjournal.cli.output.Nanos;
import org.shmjournal.cli.stats.Buckets;
import org.shmjournal.cli.stats.RateSeries;
import org.shmjournal.cli.stats.RecordStatistics;

/**
 * Charts of what records are like: their rate over time, their sizes, and the gaps between them.
 */
public final class StatisticsPicture
{
    private static final double[] PERCENTILES = {50, 99, 99.9};
    private static final Color AREA = new Color(0x9BBBD9);
    private static final Color LINE = new Color(0x1F5A93);
    private static final Color MARK = new Color(0xB03A2E);

    private static final BasicStroke DASHES =
        new BasicStroke(1.2f, BasicStroke.CAP_BUTT, BasicStroke.JOIN_BEVEL, 1, new float[]{5, 4}, 0);

    private StatisticsPicture()
    {
    }

    /** A picture of records, of which there are some. */
    public static Picture of(final String title, final String facts, final RecordStatistics statistics)
    {
        final Picture picture = new Picture(title, facts);
        if (statistics.rates().size() > 1)
        {
            picture.add(rate(statistics.rates()));
        }
        if (statistics.gaps().getTotalCount() > 0)
        {
            picture.add(distribution("Gaps between records", "gap", statistics.gaps(),
                Buckets.Growth.FINE_DECIMAL, Nanos::of));
        }
        picture.add(distribution("Sizes of payloads", "size", statistics.sizes(),
            Buckets.Growth.BINARY, bytes -> ByteCount.of(bytes).replaceFirst(" bytes?", " B")));
        return picture;
    }

    private static XYChart rate(final RateSeries rates)
    {
        final List<Date> times = new ArrayList<>();
        final List<Double> perSecond = new ArrayList<>();
        for (int i = 0; i < rates.size(); i++)
        {
            times.add(new Date(TimeUnit.NANOSECONDS.toMillis(rates.start(i))));
            perSecond.add(rates.count(i) * (double)TimeUnit.SECONDS.toNanos(1) / rates.width());
        }
        final XYChart chart =
            chart("Records a second, in spans of " + Nanos.of(rates.width()), "time (UTC)", "records/s");
        chart.getStyler().setDatePattern(pattern(rates.size() * rates.width()));
        chart.getStyler().setTimezone(TimeZone.getTimeZone("UTC"));
        chart.getStyler().setYAxisMin(0.0);
        chart.getStyler().setyAxisTickLabelsFormattingFunction(StatisticsPicture::count);
        style(chart.addSeries("rate", times, perSecond), XYSeries.XYSeriesRenderStyle.Area);
        return chart;
    }

    /** Share of records by value, with lines at percentiles. */
    private static XYChart distribution(
        final String title,
        final String axis,
        final Histogram histogram,
        final Buckets.Growth growth,
        final LongFunction<String> unit)
    {
        final Buckets buckets = Buckets.of(histogram, growth);
        final Scale scale = buckets.logarithmic() ? Scale.logarithmic(growth.base()) : Scale.LINEAR;
        final List<Double> places = new ArrayList<>();
        final List<Double> shares = new ArrayList<>();
        for (int i = 0; i < buckets.counts().size(); i++)
        {
            places.add(scale.place(buckets.bounds().get(i)));
            shares.add(100.0 * buckets.counts().get(i) / histogram.getTotalCount());
        }
        final double left = places.get(0);
        final double right = scale.place(buckets.bounds().get(buckets.bounds().size() - 1));
        final double highest = Collections.max(shares);
        places.add(right);
        shares.add(0.0);
        final XYChart chart = chart(title, axis + (buckets.logarithmic() ? ", logarithmic" : ""), "% of records");
        chart.getStyler().setXAxisMin(left);
        chart.getStyler().setXAxisMax(right);
        chart.getStyler().setYAxisMin(0.0);
        // Room for what is written beside the lines.
        chart.getStyler().setYAxisMax(highest * 1.35);
        chart.getStyler().setxAxisTickLabelsFormattingFunction(place -> scale.label(place, unit));
        style(chart.addSeries("share", places, shares), XYSeries.XYSeriesRenderStyle.StepArea);
        for (int i = 0; i < PERCENTILES.length; i++)
        {
            final long value = histogram.getValueAtPercentile(PERCENTILES[i]);
            final double place = scale.place(value);
            chart.addAnnotation(new AnnotationLine(place, true, false));
            // What would reach beyond the right edge begins before its line.
            chart.addAnnotation(new AnnotationTextPanel("p" + number(PERCENTILES[i]) + " " + unit.apply(value),
                Math.min(place, left + 0.9 * (right - left)), highest * (1.3 - 0.1 * i), false));
        }
        return chart;
    }

    private static XYChart chart(final String title, final String x, final String y)
    {
        final XYChart chart = Charts.chart(title, x, y, Picture.CHART_HEIGHT);
        chart.getStyler().setAnnotationLineColor(MARK);
        chart.getStyler().setAnnotationLineStroke(DASHES);
        chart.getStyler().setAnnotationTextPanelFontColor(MARK);
        chart.getStyler().setAnnotationTextPanelFont(Charts.SMALL);
        chart.getStyler().setAnnotationTextPanelPadding(3);
        chart.getStyler().setAnnotationTextPanelBorderColor(Color.WHITE);
        return chart;
    }

    private static void style(final XYSeries series, final XYSeries.XYSeriesRenderStyle render)
    {
        series.setXYSeriesRenderStyle(render);
        series.setFillColor(AREA);
        series.setLineColor(LINE);
        series.setLineWidth(1.4f);
        series.setMarker(SeriesMarkers.NONE);
    }

    /** How times are written on an axis of such a length. */
    private static String pattern(final long nanos)
    {
        return nanos < TimeUnit.SECONDS.toNanos(20) ? "HH:mm:ss.SSS" : nanos < TimeUnit.HOURS.toNanos(2) ? "HH:mm:ss" :
            nanos < TimeUnit.DAYS.toNanos(20) ? "MM-dd HH:mm" : "yyyy-MM-dd";
    }

    private static String count(final double value)
    {
        return value >= 1_000_000 ? number(value / 1_000_000) + " M" :
            value >= 1_000 ? number(value / 1_000) + " k" : number(value);
    }

    private static String number(final double value)
    {
        return value == Math.rint(value) ? Long.toString((long)value) : String.format(Locale.ROOT, "%.1f", value);
    }
}
