package org.shmjournal.cli.output;

import java.nio.ByteBuffer;
import org.shmjournal.RecordContext;

/**
 * Any printer of payloads that are searched as what they decode to.
 */
final class DecodingPrinter implements RecordPrinter
{
    private final RecordPrinter printer;
    private final PayloadDecoder decoder;

    DecodingPrinter(final RecordPrinter printer, final PayloadDecoder decoder)
    {
        this.printer = printer;
        this.decoder = decoder;
    }

    @Override
    public void onRecord(final ByteBuffer buffer, final int offset, final int length, final RecordContext context)
    {
        printer.onRecord(buffer, offset, length, context);
    }

    @Override
    public void flush()
    {
        printer.flush();
    }

    @Override
    public String decoded(final ByteBuffer buffer, final int offset, final int length)
    {
        return decoder.decode(buffer, offset, length);
    }
}
