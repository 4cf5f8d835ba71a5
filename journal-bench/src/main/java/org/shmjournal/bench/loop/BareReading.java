package org.shmjournal.bench.loop;

/**
 * What the bare loop's reader does, or leaves out.
 *
 * @param slip           looks away now and then, against lock-step with the writer.
 * @param touch          has touched all pages before anything is measured.
 * @param variableLength seeks the next record behind the length that it finds, as a reader of records of any length
 *                       must do, which waits for each word before it can ask for the next; else where it must be, since
 *                       all payloads have one length.
 */
public record BareReading(boolean slip, boolean touch, boolean variableLength)
{
}
