/**
 * The {@code journal} command: one class a command, {@link org.shmjournal.cli.Journal} on top, mixins for the options
 * that several share, and one place that turns failures into a line and an exit code.
 */
package org.shmjournal.cli;
