/** What the tests of this and of the other modules share: child processes, damaged files, failing file work. */
package org.shmjournal.testing;
