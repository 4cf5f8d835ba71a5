package org.shmjournal.cli.measure.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class FlushingAppenderTest
{
    private final List<String> calls = new ArrayList<>();

    private final class Calls implements Appender
    {
        @Override
        public void append(final long sequence, final int count)
        {
            calls.add("append " + sequence + " " + count);
        }

        @Override
        public void flush()
        {
            calls.add("flush");
        }

        @Override
        public void close()
        {
        }
    }

    @Test
    void shouldFlushAfterEverySoManyRecordsHoweverTheyCome()
    {
        try (Appender appender = new FlushingAppender(new Calls(), 4))
        {
            appender.append(0, 3);
            appender.append(3, 6);
            appender.append(9, 3);
        }
        assertEquals(List.of("append 0 3", "append 3 1", "flush", "append 4 4", "flush", "append 8 1", "append 9 3",
            "flush"), calls);
    }
}
