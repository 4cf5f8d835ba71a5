package org.shmjournal.cli.plot;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramIterationValue;
import org.knowm.xchart.style.XYStyler;
import org.shmjournal.cli.output.Nanos;

/**
 * A chart of latencies by percentile, for each of several that were measured. Both axes are logarithmic: each mark to
 * the right is a tenth of what is left to the slowest, each mark up is ten times as long.
 */
public final class PercentilePicture
{
    private static final int TICKS_PER_HALF = 8;
    private static final int PIXELS_RIGHT = 700;
    private static final int PIXELS_UP = 300;

    private PercentilePicture()
    {
    }

    /**
     * A picture.
     *
     * @param title      above it.
     * @param facts      below the title: what must stand next to the figures.
     * @param histograms of nanoseconds, by name, in the order of the legend; those without values are left out.
     */
    public static Picture of(final String title, final String facts, final Map<String, Histogram> histograms)
    {
        final LinesPicture picture = new LinesPicture("percentile", "latency");
        double right = 1;
        double low = Double.MAX_VALUE;
        double high = 0;
        for (final Map.Entry<String, Histogram> entry : histograms.entrySet())
        {
            final Histogram histogram = entry.getValue();
            if (histogram.getTotalCount() > 0)
            {
                picture.add(entry.getKey(), places(histogram), heights(histogram));
                right = Math.max(right, lastPlace(histogram));
                low = Math.min(low, height(histogram.getMinValue()));
                high = Math.max(high, height(histogram.getMaxValue()));
            }
        }
        scale(picture.chart().getStyler(), right, Math.floor(Math.min(low, high)), Math.floor(high) + 1);
        return picture.picture(title, facts);
    }

    private static void scale(final XYStyler styler, final double right, final double low, final double high)
    {
        styler.setXAxisMin(0.0);
        styler.setXAxisMax(right);
        styler.setYAxisMin(low);
        styler.setYAxisMax(high);
        // A mark a power, and none in between.
        styler.setXAxisTickMarkSpacingHint((int)(PIXELS_RIGHT / right));
        styler.setYAxisTickMarkSpacingHint((int)(PIXELS_UP / (high - low)));
        styler.setxAxisTickLabelsFormattingFunction(PercentilePicture::percentile);
        styler.setyAxisTickLabelsFormattingFunction(
            power -> isWhole(power) ? Nanos.of(Math.round(Math.pow(10, power))) : "");
    }

    private static List<Double> places(final Histogram histogram)
    {
        final List<Double> places = new ArrayList<>();
        for (final HistogramIterationValue value : histogram.percentiles(TICKS_PER_HALF))
        {
            final double left = 1 - value.getPercentileLevelIteratedTo() / 100;
            places.add(left > 0 ? Math.min(-Math.log10(left), lastPlace(histogram)) : lastPlace(histogram));
        }
        return places;
    }

    private static List<Double> heights(final Histogram histogram)
    {
        final List<Double> heights = new ArrayList<>();
        for (final HistogramIterationValue value : histogram.percentiles(TICKS_PER_HALF))
        {
            heights.add(height(value.getValueIteratedTo()));
        }
        return heights;
    }

    /** Where the slowest stands: it is one of so many. */
    private static double lastPlace(final Histogram histogram)
    {
        return Math.log10(histogram.getTotalCount());
    }

    private static double height(final long nanos)
    {
        return Math.log10(Math.max(1, nanos));
    }

    private static boolean isWhole(final double power)
    {
        return Math.abs(power - Math.rint(power)) < 1e-9;
    }

    /** As 0%, 90%, 99%, 99.9%. */
    private static String percentile(final double nines)
    {
        if (!isWhole(nines))
        {
            return "";
        }
        final int count = (int)Math.round(nines);
        return String.format(Locale.ROOT, "%." + Math.max(0, count - 2) + "f%%", 100 - Math.pow(10, 2 - count));
    }
}
