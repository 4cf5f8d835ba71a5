/**
 * The bytes: where each field of the control file, of a segment and of a record stands, as constants and arithmetic
 * without state, and {@link org.shmjournal.layout.Memory}, the one class through which every store to mapped memory
 * goes.
 */
package org.shmjournal.layout;
