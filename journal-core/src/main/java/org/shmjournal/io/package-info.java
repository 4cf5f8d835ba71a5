/**
 * File work: {@link org.shmjournal.io.FileOperations}, the one seam through which all of the journal's goes;
 * {@link org.shmjournal.io.Proactor}, the driver that runs it, and any other, on threads of its own; and
 * {@link org.shmjournal.io.Mapping}, which hides how a map ends on each JDK.
 *
 * <pre>
 *   who pushes and polls                    Proactor                            worker
 *        push ───────▶ waiting ─────────────────────────────────────────────▶ operation
 *        cancel ─────▶    └──── cancelled ──┐                                     │
 *        poll, pop ◀─────────────────── completed ◀──────────── done, failed ─────┘
 * </pre>
 */
package org.shmjournal.io;
