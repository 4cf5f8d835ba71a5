package org.shmjournal.bench.growth;

import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.shmjournal.bench.compare.Experiment;
import org.shmjournal.bench.compare.Settings;

/**
 * How cost grows with something.
 *
 * @param name       of it, like {@code readers}: as it is asked for, and as its picture's file is called.
 * @param axis       what is on the picture's axis.
 * @param arguments  with which it is measured.
 * @param points     how much of it each of the experiment's sides has.
 * @param curves     the columns that are drawn.
 * @param experiment whose sides they are.
 */
record Growth(
    String name,
    String axis,
    List<String> arguments,
    Map<String, Long> points,
    List<String> curves,
    Function<Settings, Experiment> experiment)
{
}
