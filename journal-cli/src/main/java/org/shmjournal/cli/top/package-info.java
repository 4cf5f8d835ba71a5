/** What channels do just now, again and again: on a screen, in lines, or in JSON. */
package org.shmjournal.cli.top;
