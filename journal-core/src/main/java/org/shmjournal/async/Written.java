package org.shmjournal.async;

/**
 * What has become of a write: a record, published, in the place that it has for ever.
 *
 * @param position      of the record in the stream.
 * @param alignedLength bytes taken there: header, payload and padding.
 */
public record Written(long position, int alignedLength)
{
    /** Where the record ends: it is durable as soon as the durable position is here or further. */
    public long end()
    {
        return position + alignedLength;
    }
}
