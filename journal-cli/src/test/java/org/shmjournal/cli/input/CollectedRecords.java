package org.shmjournal.cli.input;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Keeps the records that an input was cut into, as Latin-1, one char a byte.
 */
final class CollectedRecords implements RecordSink
{
    private final List<String> records = new ArrayList<>();
    private long inputLength;

    @Override
    public void onRecord(final ByteBuffer record, final int length)
    {
        final byte[] bytes = new byte[record.remaining()];
        record.get(bytes);
        records.add(new String(bytes, StandardCharsets.ISO_8859_1));
        inputLength += length;
    }

    @Override
    public void onBlockEnd()
    {
    }

    List<String> records()
    {
        return records;
    }

    long inputLength()
    {
        return inputLength;
    }
}
