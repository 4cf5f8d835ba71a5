/** Directories and files in memory, and the file work on them, so that tens of thousands of them can be looked at. */
package org.shmjournal.proof.disk;
