/**
 * What records are like in numbers: how large, how many a second, how far apart.
 */
package org.shmjournal.cli.stats;
