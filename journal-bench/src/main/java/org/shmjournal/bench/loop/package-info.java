/**
 * The loops that a channel is compared with: over a bare mapped file, which is as fast as Java gets here, over Aeron,
 * and by many threads. A process, or a fork of JMH, runs loops of one kind only, so that the compiler sees one
 * implementation of {@link org.shmjournal.cli.measure.loop.Appender} and
 * {@link org.shmjournal.cli.measure.loop.Poller} and inlines it.
 */
package org.shmjournal.bench.loop;
