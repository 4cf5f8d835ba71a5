package org.shmjournal.cli.transfer;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32C;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import org.shmjournal.RecordContext;
import org.shmjournal.cli.output.StandardOutput;

/**
 * Frames with a checksum each, as {@link BinaryLayout} has them.
 */
public final class BinaryExport implements ExportForm
{
    private final StandardOutput output;
    private final CRC32C crc = new CRC32C();
    private ByteBuffer frame = ByteBuffer.allocate(64 * 1024).order(ByteOrder.LITTLE_ENDIAN);

    /** To standard output. */
    public BinaryExport(final StandardOutput output)
    {
        this.output = output;
    }

    @Override
    public void begin(final ExportHeader header)
    {
        final byte[] magic = BinaryLayout.magic();
        output.write(magic, 0, magic.length);
        final byte[] json = json(header);
        reserve(BinaryLayout.BODY_OFFSET + json.length);
        frame.put(BinaryLayout.BODY_OFFSET, json);
        print(BinaryLayout.HEADER, BinaryLayout.BODY_OFFSET + json.length);
    }

    @Override
    public void onRecord(final ByteBuffer buffer, final int offset, final int length, final RecordContext context)
    {
        reserve(BinaryLayout.PAYLOAD_OFFSET + length);
        frame.putLong(BinaryLayout.BODY_OFFSET, context.sequence());
        frame.putLong(BinaryLayout.TIMESTAMP_OFFSET, context.timestamp());
        frame.put(BinaryLayout.PAYLOAD_OFFSET, buffer, offset, length);
        print(BinaryLayout.RECORD, BinaryLayout.PAYLOAD_OFFSET + length);
    }

    @Override
    public void end(final long records)
    {
        frame.putLong(BinaryLayout.BODY_OFFSET, records);
        print(BinaryLayout.END, BinaryLayout.BODY_OFFSET + Long.BYTES);
        output.flush();
    }

    @Override
    public void flush()
    {
        output.flush();
    }

    private void reserve(final int capacity)
    {
        if (capacity > frame.capacity())
        {
            frame = ByteBuffer.allocate(Math.max(capacity, 2 * frame.capacity())).order(ByteOrder.LITTLE_ENDIAN);
        }
    }

    private void print(final byte kind, final int end)
    {
        frame.putInt(0, end - BinaryLayout.KIND_OFFSET);
        frame.put(BinaryLayout.KIND_OFFSET, kind);
        frame.putInt(BinaryLayout.CHECK_OFFSET, BinaryLayout.check(crc, frame, 0));
        output.write(frame.array(), 0, end);
    }

    private static byte[] json(final ExportHeader header)
    {
        final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JsonGenerator json = new JsonFactory().createGenerator(bytes))
        {
            header.write(json);
        }
        catch (final IOException ex)
        {
            throw new UncheckedIOException(ex);
        }
        return bytes.toByteArray();
    }
}
