/**
 * File work: {@link org.shmjournal.io.FileOperations}, the one seam through which all of it goes, and
 * {@link org.shmjournal.io.Mapping}, which hides how a map ends on each JDK.
 */
package org.shmjournal.io;
