/**
 * Kills real processes by SIGKILL and looks at what they leave behind.
 *
 * <pre>
 *   KillTest ── KillSession ─┬─ WriterLife ◀──── longs over a pipe ──── WriterMain, killed, and the next one
 *                            │       phases ◀──── Marks, mapped ─────── MarkingFormat, -Clock, -FileOperations
 *                            └─ three Child ◀──── count and digest ──── ReaderMain, through all kills
 * </pre>
 *
 * A {@link org.shmjournal.kill.Plan} tells a writer where to stop for ever and to say so; the kill that follows lands
 * exactly there. Others are killed wherever they are after a number of acknowledgements, and the marks tell where that
 * was.
 */
package org.shmjournal.kill;
