package org.shmjournal.bench.goal;

import java.util.List;
import org.shmjournal.bench.compare.Measured;

/**
 * What came out of a part.
 *
 * @param part      that was run.
 * @param arguments with which it was.
 * @param measured  all rounds.
 * @param verdicts  one for each criterion.
 */
record Outcome(Part part, List<String> arguments, Measured measured, List<Verdict> verdicts)
{
}
