package org.shmjournal.cli.transfer;

import java.nio.ByteBuffer;
import org.shmjournal.RecordContext;
import org.shmjournal.cli.output.Json;
import org.shmjournal.cli.output.OutputFormat;
import org.shmjournal.cli.output.RecordPrinter;
import org.shmjournal.cli.output.StandardOutput;

/**
 * An object a line: {@code {"export":1,"createdNanos":N,"header":{…}}}, the records as {@code cat --output json}
 * prints them, {@code {"end":{"records":N}}}.
 */
public final class NdjsonExport implements ExportForm
{
    static final String END_FIELD = "end";
    static final String RECORDS_FIELD = "records";

    private final StandardOutput output;
    private final RecordPrinter records;

    /** To standard output. */
    public NdjsonExport(final StandardOutput output)
    {
        this.output = output;
        this.records = OutputFormat.JSON.printer(output);
    }

    @Override
    public void begin(final ExportHeader header)
    {
        Json.print(output, header::write);
    }

    @Override
    public void onRecord(final ByteBuffer buffer, final int offset, final int length, final RecordContext context)
    {
        records.onRecord(buffer, offset, length, context);
    }

    @Override
    public void end(final long count)
    {
        records.flush();
        Json.print(output, json -> {
            json.writeStartObject();
            json.writeObjectFieldStart(END_FIELD);
            json.writeNumberField(RECORDS_FIELD, count);
            json.writeEndObject();
            json.writeEndObject();
        });
    }

    @Override
    public void flush()
    {
        records.flush();
    }
}
