/**
 * Writing by futures, {@link org.shmjournal.async.AsyncShmWriter}, and {@link java.util.concurrent.Flow} in both
 * directions, {@link org.shmjournal.async.JournalFlow}. Nothing here has a thread: what waits, waits in a queue that a
 * {@link org.shmjournal.Conductor} looks at with each of its rounds.
 */
package org.shmjournal.async;
