/** The same trade by each codec. */
package org.shmjournal.bench.codec;
