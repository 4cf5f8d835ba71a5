package org.shmjournal.cli.input;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

class LengthInputTest
{
    private static final int MAX_RECORD_LENGTH = 100;

    @Test
    void shouldCutByLengthWhateverTheBlocks() throws IOException
    {
        final List<String> records = List.of("", "a", "\0\n\u00ff", "x".repeat(MAX_RECORD_LENGTH), "", "last");
        final StringBuilder input = new StringBuilder();
        records.forEach(record -> input.append(framed(record)));
        for (int capacity = 1; capacity <= input.length(); capacity++)
        {
            for (int portion = 1; portion <= input.length(); portion++)
            {
                final CollectedRecords sink = new CollectedRecords();
                cut(input.toString(), capacity, portion, sink);
                assertEquals(records, sink.records(), "capacity=" + capacity + " portion=" + portion);
                assertEquals(input.length(), sink.inputLength());
            }
        }
    }

    @Test
    void shouldRefuseHalfARecord()
    {
        final String input = framed("whole") + framed("half").substring(0, 6);
        final CollectedRecords sink = new CollectedRecords();
        final InputException refusal = assertThrows(InputException.class, () -> cut(input, 64, 64, sink));
        assertEquals("test: ends within the record at byte 9, after 6 bytes of it", refusal.getMessage());
        assertEquals(List.of("whole"), sink.records());
    }

    @Test
    void shouldRefuseALengthThatCannotBe()
    {
        for (final String length : List.of("\u00ff\u00ff\u00ff\u00ff", "\u0065\0\0\0"))
        {
            final CollectedRecords sink = new CollectedRecords();
            final InputException refusal =
                assertThrows(InputException.class, () -> cut(framed("ok") + length + "rest", 64, 64, sink));
            assertTrue(refusal.getMessage().startsWith("test: the record at byte 6 has length "),
                refusal.getMessage());
            assertEquals(List.of("ok"), sink.records());
        }
    }

    @Test
    void shouldTakeAWholeFileOrNothingOfIt() throws IOException
    {
        final String input = "x".repeat(MAX_RECORD_LENGTH);
        final CollectedRecords whole = new CollectedRecords();
        new WholeFileInput(MAX_RECORD_LENGTH).read(new TricklingChannel(input, 7), "test", whole);
        assertEquals(List.of(input), whole.records());

        final CollectedRecords nothing = new CollectedRecords();
        assertThrows(InputException.class, () -> new WholeFileInput(MAX_RECORD_LENGTH)
            .read(new TricklingChannel(input + "y", 7), "test", nothing));
        assertEquals(List.of(), nothing.records());
    }

    private static void cut(final String input, final int capacity, final int portion, final RecordSink sink)
        throws IOException
    {
        new LengthInput(MAX_RECORD_LENGTH, capacity).read(new TricklingChannel(input, portion), "test", sink);
    }

    private static String framed(final String record)
    {
        final int length = record.length();
        return "" + (char)(length & 0xFF) + (char)(length >>> 8 & 0xFF) + "\0\0" + record;
    }
}
