/**
 * Measures streams in processes of their own: a parent leads its children through rounds, each child plays one
 * {@link org.shmjournal.cli.measure.Role} on one kind of {@link org.shmjournal.cli.measure.Streams}.
 *
 * <pre>
 *   parent ──┬── ChildProcess ═ stdin, stdout ═ Child ── Role ── Appender, Poller
 *            └── ChildProcess ═ stdin, stdout ═ Child ── Role ── Appender, Poller
 * </pre>
 */
package org.shmjournal.cli.measure;
