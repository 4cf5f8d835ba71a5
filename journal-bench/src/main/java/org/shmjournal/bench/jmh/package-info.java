/**
 * The same loops under JMH, in one process: what a record costs, and what it allocates. JMH finds them by itself; they
 * are run by {@code java -cp benchmarks.jar org.openjdk.jmh.Main}.
 */
package org.shmjournal.bench.jmh;
