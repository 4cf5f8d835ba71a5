/**
 * What users touch: {@link org.shmjournal.ShmChannel} is the way in, {@link org.shmjournal.ShmWriter} appends,
 * {@link org.shmjournal.ShmReader} tails, and {@link org.shmjournal.Conductor} does the cold work beside writers.
 *
 * <pre>
 *   T --DataFormat.encode--&gt; ShmWriter ==== mapped segments ====&gt; ShmReader --DataFormat.decode--&gt; T
 *                                |                ^
 *                                +--- Conductor --+
 * </pre>
 */
package org.shmjournal;
