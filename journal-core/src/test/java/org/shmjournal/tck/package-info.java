/** The Reactive Streams TCK for {@link java.util.concurrent.Flow}, over channels that roll every three records. */
package org.shmjournal.tck;
