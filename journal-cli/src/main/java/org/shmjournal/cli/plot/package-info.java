/**
 * Pictures of numbers, by way of XChart; loaded only when one is asked for.
 */
package org.shmjournal.cli.plot;
