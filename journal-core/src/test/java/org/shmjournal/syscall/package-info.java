/**
 * The operating system fails a real writer, or kills it, at the N-th call: errors and signals injected by strace, and a
 * small disk of the test's own that is filled to the last byte. Skipped, with a message, where the machine has no
 * strace, or does not let this user trace or mount.
 */
package org.shmjournal.syscall;
