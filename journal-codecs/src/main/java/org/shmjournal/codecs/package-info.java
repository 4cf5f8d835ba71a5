/**
 * Formats that turn values into records and back: {@link org.shmjournal.codecs.TextFormat}.
 */
package org.shmjournal.codecs;
