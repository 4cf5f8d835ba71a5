package org.shmjournal.bench.goal;

import java.util.List;

/**
 * A goal of the journal's: a number for everyone to check.
 *
 * @param id    P1 to P13.
 * @param what  it is, in a line.
 * @param parts that are measured for it.
 */
record Goal(String id, String what, List<Part> parts)
{
}
