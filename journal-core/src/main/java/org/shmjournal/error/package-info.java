/**
 * What can go wrong: {@link org.shmjournal.error.JournalException} and its kinds, unchecked, each with the path, the
 * position where there is one, and the mend.
 */
package org.shmjournal.error;
