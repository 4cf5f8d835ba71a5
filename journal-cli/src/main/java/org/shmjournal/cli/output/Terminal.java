package org.shmjournal.cli.output;

import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What the standard streams of this process are connected to. Where /proc is missing: nothing special.
 */
public final class Terminal
{
    private static final int STANDARD_INPUT = 0;
    private static final int STANDARD_OUTPUT = 1;
    private static final int STANDARD_ERROR = 2;
    private static final File TERMINAL = new File("/dev/tty");
    private static final int USUAL_ROWS = 24;

    private Terminal()
    {
    }

    /** Whether progress on standard error has somebody to see it. */
    public static boolean isStandardError()
    {
        return isTerminal(STANDARD_ERROR);
    }

    /**
     * Whether standard input was closed when the process started. The JVM's first file, its modules, then got its
     * number, and reading would read that.
     */
    public static boolean isStandardInputClosed()
    {
        return target(STANDARD_INPUT).endsWith("/lib/modules");
    }

    /** Whether standard output has somebody to see its colours. */
    public static boolean isStandardOutput()
    {
        return isTerminal(STANDARD_OUTPUT);
    }

    /** Whether standard output goes into a pipe or socket, whose reader may be gone. */
    static boolean isStandardOutputPiped()
    {
        final String target = target(STANDARD_OUTPUT);
        return target.startsWith("pipe:") || target.startsWith("socket:");
    }

    /** Whether standard output has a screen that can be drawn over. */
    public static boolean isScreen()
    {
        final String type = System.getenv("TERM");
        return isStandardOutput() && type != null && !type.equals("dumb");
    }

    /** How many rows the terminal has just now; a guess where it does not say. */
    public static int rows()
    {
        try
        {
            final Process size = new ProcessBuilder("stty", "size").redirectInput(TERMINAL)
                .redirectError(Redirect.DISCARD).start();
            final String rows = new String(size.getInputStream().readAllBytes(), StandardCharsets.US_ASCII)
                .split("\\s")[0];
            final boolean isSaid = rows.matches("[1-9][0-9]{0,3}");
            return isSaid ? Integer.parseInt(rows) : USUAL_ROWS;
        }
        catch (final IOException unknown)
        {
            return USUAL_ROWS;
        }
    }

    private static boolean isTerminal(final int descriptor)
    {
        final String target = target(descriptor);
        return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty") || target.equals("/dev/console");
    }

    private static String target(final int descriptor)
    {
        try
        {
            return Files.readSymbolicLink(Path.of("/proc/self/fd", Integer.toString(descriptor))).toString();
        }
        catch (final IOException | UnsupportedOperationException unknown)
        {
            return "";
        }
    }
}
