package org.shmjournal;

/** What a reader with a timeout takes for a sign of life. */
public enum Liveness
{
    /** Records and heartbeats in the stream, and the beat of the owner's process. */
    STREAM_AND_OWNER,
    /** Records and heartbeats in the stream alone: the application lives. */
    STREAM
}
