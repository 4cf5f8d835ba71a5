/**
 * Stops the shipped code at every store to mapped memory and at every file operation, and looks at what is left.
 *
 * <pre>
 *   Scenario, Life ──▶ the shipped core ──▶ shadowed Memory, RecordingFiles ──▶ Trace
 *                                                                                 │ every prefix
 *      Inspection: reader, owner, reader  ◀── DiskFiles ◀── Disk ◀────────────────┘
 * </pre>
 *
 * Two things stand in for shipped ones: {@code layout.Memory}, which tells of each store, and the implementation of
 * {@code io.FileOperations}, which works on a disk in memory. Every other class is the shipped one.
 */
package org.shmjournal.proof;
