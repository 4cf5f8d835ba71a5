/**
 * Runs the loops of {@link org.shmjournal.bench.loop} and {@link org.shmjournal.cli.measure.loop} in processes of their
 * own and compares the journal with the bare loop, round by round. {@link org.shmjournal.bench.Main} is the way in; the
 * engine is that of {@link org.shmjournal.cli.measure}.
 *
 * <pre>
 *   Main ── Comparison ──┬── ChildProcess ═ stdin, stdout ═ Child ── Role ── Appender, Poller   (bare)
 *                        └── ChildProcess ═ stdin, stdout ═ Child ── Role ── Appender, Poller   (journal)
 * </pre>
 */
package org.shmjournal.bench;
