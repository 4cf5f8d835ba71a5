/** What a run of the shipped code did to its disk, step by step, and where in that code. */
package org.shmjournal.proof.trace;
