package org.shmjournal;

import java.nio.ByteBuffer;

/** Takes records where they lie in the map. */
@FunctionalInterface
public interface RecordHandler
{
    /**
     * Takes one record.
     *
     * @param buffer  that holds the payload; little-endian, read-only, for absolute access, valid during this call.
     * @param offset  in {@code buffer} where the payload begins.
     * @param length  of the payload in bytes; may be 0.
     * @param context what else is known of the record.
     */
    void onRecord(ByteBuffer buffer, int offset, int length, RecordContext context);
}
