/**
 * The examples of the documents, compiled and run. Each {@code java} block of a document is a region of a file here,
 * from a line {@code // example: NAME} to {@code // end}, word for word but for its indentation.
 */
package org.shmjournal.docs;
