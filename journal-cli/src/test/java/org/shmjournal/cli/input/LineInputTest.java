package org.shmjournal.cli.input;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LineInputTest
{
    private static final int MAX_RECORD_LENGTH = 200;

    @ParameterizedTest
    @ValueSource(strings = {
        "", "\n", "\n\n\n", "a", "a\n", "a\n\nb\n", "no end", "a\r\nb\r\n", "\0\n\0", "\n\0\n", "\u00ff\u00fe\n\u0080",
        "exactly\n8 bytes\nin a row\n", "a long line that spans many blocks of any small size whatever it is\nnext\n"})
    void shouldCutAtEachLineFeedWhateverTheBlocks(final String input) throws IOException
    {
        for (int capacity = 1; capacity <= input.length() + 2; capacity++)
        {
            for (int portion = 1; portion <= input.length() + 1; portion++)
            {
                assertCut(input, capacity, portion);
            }
        }
    }

    @Test
    void shouldCutAnyBytes() throws IOException
    {
        final Random random = new Random(1);
        for (int i = 0; i < 2_000; i++)
        {
            final char[] bytes = new char[random.nextInt(150)];
            for (int j = 0; j < bytes.length; j++)
            {
                bytes[j] = random.nextInt(4) == 0 ? '\n' : (char)random.nextInt(256);
            }
            assertCut(new String(bytes), 1 + random.nextInt(64), 1 + random.nextInt(64));
        }
    }

    @Test
    void shouldTakeLinesOfTheMaximumRecordLength() throws IOException
    {
        final String input = "x".repeat(MAX_RECORD_LENGTH) + "\n" + "y".repeat(MAX_RECORD_LENGTH - 2);
        assertCut(input, 16, 7);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 64, 1000})
    void shouldRefuseALongerLineByNumberAndOffset(final int capacity)
    {
        final String input = "first\nsecond\n" + "x".repeat(MAX_RECORD_LENGTH + 1) + "\nlast\n";
        final CollectedRecords sink = new CollectedRecords();
        final InputException refusal = assertThrows(InputException.class, () -> cut(input, capacity, capacity, sink));
        assertTrue(refusal.getMessage().startsWith("test: line 3 at byte 13 is longer"), refusal.getMessage());
        assertEquals(List.of("first", "second"), sink.records());
    }

    @Test
    void shouldRefuseAnUnterminatedLineWhoseMarkDoesNotFit()
    {
        final String input = "first\n" + "x".repeat(MAX_RECORD_LENGTH - 1);
        final CollectedRecords sink = new CollectedRecords();
        final InputException refusal = assertThrows(InputException.class, () -> cut(input, 64, 64, sink));
        assertTrue(refusal.getMessage().startsWith("test: line 2 at byte 6 has no line feed"), refusal.getMessage());
        assertEquals(List.of("first"), sink.records());
    }

    private static void assertCut(final String input, final int capacity, final int portion) throws IOException
    {
        final CollectedRecords sink = new CollectedRecords();
        cut(input, capacity, portion, sink);
        assertEquals(lines(input), sink.records(), "capacity=" + capacity + " portion=" + portion);
        assertEquals(input.length(), sink.inputLength());
    }

    private static void cut(final String input, final int capacity, final int portion, final RecordSink sink)
        throws IOException
    {
        new LineInput(MAX_RECORD_LENGTH, capacity).read(new TricklingChannel(input, portion), "test", sink);
    }

    private static List<String> lines(final String input)
    {
        final List<String> lines = new ArrayList<>();
        int start = 0;
        for (int end = input.indexOf('\n'); end >= 0; end = input.indexOf('\n', start))
        {
            lines.add(input.substring(start, end));
            start = end + 1;
        }
        if (start < input.length())
        {
            lines.add(input.substring(start) + "\n\0");
        }
        return lines;
    }
}
