/**
 * Channels as a stream of bytes that can be kept, sent and read back: a header, the records, an end.
 */
package org.shmjournal.cli.transfer;
