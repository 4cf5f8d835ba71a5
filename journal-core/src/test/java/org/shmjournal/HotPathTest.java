package org.shmjournal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.spi.ToolProvider;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** What the JIT does with the hot path hangs on the size of two methods (ADR 12). */
class HotPathTest
{
    /** HotSpot's FreqInlineSize: a larger method is never put into its callers. */
    private static final int LARGEST_INLINED = 325;
    private static final Pattern INSTRUCTION = Pattern.compile("^ +(\\d+): ");

    @Test
    void shouldHaveTheRareInOnePieceThatIsNeverInlined() throws Exception
    {
        assertTrue(bytesOf("appendRarely") > LARGEST_INLINED);
    }

    @Test
    void shouldHaveAHotPathThatCanBeInlined() throws Exception
    {
        final int length = bytesOf("append");
        assertTrue(length < LARGEST_INLINED / 2, "bytes=" + length);
    }

    /** Where its last instruction stands. */
    private static int bytesOf(final String method) throws Exception
    {
        final ToolProvider javap = ToolProvider.findFirst("javap").orElse(null);
        Assumptions.assumeTrue(javap != null, "no javap in this Java: the sizes were not looked at");
        final Path file = Path.of(ShmWriter.class.getResource("ShmWriter.class").toURI());
        final StringWriter listing = new StringWriter();
        final StringWriter errors = new StringWriter();
        assertEquals(0, javap.run(new PrintWriter(listing), new PrintWriter(errors), "-p", "-c", file.toString()),
            errors::toString);

        int bytes = 0;
        boolean inside = false;
        for (final String line : listing.toString().split("\n"))
        {
            if (line.contains(" " + method + "("))
            {
                inside = !line.startsWith("     ");
            }
            else if (line.isBlank())
            {
                inside = false;
            }
            final Matcher instruction = INSTRUCTION.matcher(line);
            if (inside && instruction.find())
            {
                bytes = Math.max(bytes, Integer.parseInt(instruction.group(1)));
            }
        }
        assertTrue(bytes > 0, () -> "no method " + method);
        return bytes;
    }
}
