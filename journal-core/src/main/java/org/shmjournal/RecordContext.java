package org.shmjournal;

/** What is known of a record beside its payload; valid while its handler runs. */
public interface RecordContext
{
    /** Bytes from the start of the channel's stream to the record. */
    long position();

    /** Number of records before it in the channel. */
    long sequence();

    /** When it was written, in epoch nanoseconds; -1 on a channel without timestamps. */
    long timestamp();
}
