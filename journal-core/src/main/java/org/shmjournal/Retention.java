package org.shmjournal;

/** Which sealed segments are kept. */
public enum Retention
{
    /** Nothing is deleted. */
    KEEP_ALL,
    /** There is one segment; when it is full, the channel is full. */
    SINGLE_SEGMENT
}
