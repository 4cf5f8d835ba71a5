/**
 * A process that starts others on the same machine, and talks with them: a line a message, by their standard input and
 * output. The parent has a {@link org.shmjournal.cli.process.ChildJvm}, the child a
 * {@link org.shmjournal.cli.process.Parent}.
 */
package org.shmjournal.cli.process;
