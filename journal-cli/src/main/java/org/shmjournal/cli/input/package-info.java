/**
 * How input is cut into records: by line, by length, or not at all.
 */
package org.shmjournal.cli.input;
