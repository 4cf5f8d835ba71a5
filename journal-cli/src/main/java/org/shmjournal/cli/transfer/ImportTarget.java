package org.shmjournal.cli.transfer;

import java.nio.ByteBuffer;

/**
 * Takes what an export holds.
 */
public interface ImportTarget
{
    /**
     * The header comes first, once, if at all.
     *
     * @param header of the exported channel.
     */
    void onHeader(ExportHeader header);

    /**
     * The next record.
     *
     * @param payload   from position to limit; valid during the call only.
     * @param timestamp in epoch nanoseconds; -1: none.
     * @param end       bytes of the input up to behind it.
     * @throws IllegalArgumentException when the channel cannot take it.
     */
    void onRecord(ByteBuffer payload, long timestamp, long end);
}
