/**
 * Damages a channel in every way that there is, one at a time, and looks at it with everything that opens one: a reader
 * from the start, a reader from the end, seeks, verify, info, an owner on the same boot and one on another.
 *
 * <pre>
 *   Specimen ── its bytes, its records, and an Anatomy of each segment: what every byte is
 *      │
 *   Campaign ── one Injury after the other ──▶ Examination ── hurts, looks, holds the answer against
 *                                                   │          the Verdict of the anatomy, and heals
 *                                                 Tally
 * </pre>
 *
 * It runs in a process of its own, whose memory is bounded and whose every case is timed.
 */
package org.shmjournal.damage;
