package org.shmjournal.proof.trace;

import org.shmjournal.proof.disk.Step;

/** A step, and the site that made it; {@link Sites#PAYLOAD} for what the script stored. */
public record Traced(Step step, String site)
{
}
