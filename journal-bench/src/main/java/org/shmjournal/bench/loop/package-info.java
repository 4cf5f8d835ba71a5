/**
 * The loops that are measured, each in two kinds: over a bare mapped file, which is as fast as Java gets here, and over
 * a channel. A process, or a fork of JMH, runs loops of one kind only, so that the compiler sees one implementation of
 * {@link org.shmjournal.bench.loop.Appender} and {@link org.shmjournal.bench.loop.Poller} and inlines it.
 */
package org.shmjournal.bench.loop;
