/**
 * Stress tests of the order of memory: the stores and loads of the protocols, by the class that makes them all, in one
 * thread by one map of a file and in another by another map, as two processes have them.
 */
package org.shmjournal.stress;
