package org.shmjournal.cli.plot;

import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.AffineTransform;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import javax.imageio.ImageIO;
import de.erichseifert.vectorgraphics2d.VectorGraphics2D;
import de.erichseifert.vectorgraphics2d.intermediate.CommandSequence;
import de.erichseifert.vectorgraphics2d.svg.SVGProcessor;
import de.erichseifert.vectorgraphics2d.util.PageSize;
import org.knowm.xchart.XYChart;
import org.shmjournal.cli.output.OutputFullException;

/**
 * A title, a line of facts, and charts below each other, as one file.
 */
public final class Picture
{
    static final int WIDTH = 1000;
    static final int CHART_HEIGHT = 330;

    private static final int HEAD_HEIGHT = 64;
    private static final int MARGIN = 18;
    /** Pixels of a PNG a unit of the picture: letters stay sharp in print. */
    private static final int SCALE = 2;
    private static final Color FACTS_COLOR = new Color(0x555555);

    private final String title;
    private final String facts;
    private final List<XYChart> charts = new ArrayList<>();

    /** A picture without charts. */
    public Picture(final String title, final String facts)
    {
        // No display is needed, nor asked for.
        System.setProperty("java.awt.headless", "true");
        this.title = title;
        this.facts = facts;
    }

    /** Puts a chart below the others. */
    public void add(final XYChart chart)
    {
        charts.add(chart);
    }

    /** Whether files of this name can be written: those that end in .svg or .png. */
    public static boolean isKnown(final Path file)
    {
        return isVector(file) || lower(file).endsWith(".png");
    }

    /** Writes a file, in the form that its name says. */
    public void write(final Path file) throws IOException
    {
        try
        {
            writeTo(file);
        }
        catch (final LinkageError | InternalError notInstalled)
        {
            throw new IOException(
                file + ": this system draws no text: install fontconfig and a font, and a Java that " +
                    "has java.desktop",
                notInstalled);
        }
    }

    private void writeTo(final Path file) throws IOException
    {
        // Drawn first: those who draw wrap what befalls the file in errors of their own.
        final ByteArrayOutputStream drawn = new ByteArrayOutputStream();
        if (isVector(file))
        {
            writeVector(drawn);
        }
        else
        {
            writeBitmap(drawn);
        }
        try (OutputStream output = Files.newOutputStream(file))
        {
            drawn.writeTo(output);
        }
        catch (final FileSystemException named)
        {
            throw named;
        }
        catch (final IOException failed)
        {
            throw OutputFullException.orOther(file, failed);
        }
    }

    private void writeVector(final OutputStream output) throws IOException
    {
        final VectorGraphics2D graphics = new VectorGraphics2D();
        paint(graphics);
        final CommandSequence commands = graphics.getCommands();
        new SVGProcessor().getDocument(commands, new PageSize(0, 0, WIDTH, height())).writeTo(output);
    }

    private void writeBitmap(final OutputStream output) throws IOException
    {
        final BufferedImage image = new BufferedImage(WIDTH * SCALE, height() * SCALE, BufferedImage.TYPE_INT_RGB);
        final Graphics2D graphics = image.createGraphics();
        graphics.setRenderingHint(RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
        graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
        graphics.scale(SCALE, SCALE);
        paint(graphics);
        graphics.dispose();
        ImageIO.write(image, "png", output);
    }

    private void paint(final Graphics2D graphics)
    {
        graphics.setColor(Color.WHITE);
        graphics.fillRect(0, 0, WIDTH, height());
        graphics.setColor(Color.BLACK);
        graphics.setFont(new Font(Font.SANS_SERIF, Font.BOLD, 18));
        graphics.drawString(title, MARGIN, 28);
        graphics.setColor(FACTS_COLOR);
        graphics.setFont(new Font(Font.SANS_SERIF, Font.PLAIN, 12));
        graphics.drawString(facts, MARGIN, 50);
        final AffineTransform origin = graphics.getTransform();
        int top = HEAD_HEIGHT;
        for (final XYChart chart : charts)
        {
            graphics.translate(0, top);
            chart.paint(graphics, WIDTH, chart.getHeight());
            graphics.setTransform(origin);
            top += chart.getHeight();
        }
    }

    private int height()
    {
        return HEAD_HEIGHT + charts.stream().mapToInt(XYChart::getHeight).sum();
    }

    private static boolean isVector(final Path file)
    {
        return lower(file).endsWith(".svg");
    }

    private static String lower(final Path file)
    {
        return file.toString().toLowerCase(Locale.ROOT);
    }
}
