/**
 * The loops over a channel that are measured. A process runs loops of one kind only, so that the compiler sees one
 * implementation of {@link org.shmjournal.cli.measure.loop.Appender} and
 * {@link org.shmjournal.cli.measure.loop.Poller} and inlines it.
 */
package org.shmjournal.cli.measure.loop;
