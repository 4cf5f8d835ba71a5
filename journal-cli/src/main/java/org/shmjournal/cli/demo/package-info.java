/**
 * The main job in one go: a writer process and a reader process on a new channel, then a request-reply exchange between
 * two processes. {@link org.shmjournal.cli.demo.DemoCommand} is the parent, the others run in its child processes.
 */
package org.shmjournal.cli.demo;
