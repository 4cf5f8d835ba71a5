/**
 * How records and facts are printed: quick byte output, the output formats, colour.
 */
package org.shmjournal.cli.output;
