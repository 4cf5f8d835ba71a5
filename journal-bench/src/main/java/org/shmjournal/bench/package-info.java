/**
 * Runs the loops of {@link org.shmjournal.bench.loop} in processes of their own and compares the journal with the bare
 * loop, round by round. {@link org.shmjournal.bench.Main} is the way in.
 *
 * <pre>
 *   Main ── Comparison ──┬── ChildProcess ═ stdin, stdout ═ Child ── Role ── Appender, Poller   (bare)
 *                        └── ChildProcess ═ stdin, stdout ═ Child ── Role ── Appender, Poller   (journal)
 * </pre>
 */
package org.shmjournal.bench;
