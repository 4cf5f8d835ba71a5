/**
 * What the journal does on this machine, measured: {@link org.shmjournal.cli.bench.BenchCommand} and
 * {@link org.shmjournal.cli.bench.LatencyCommand} lead processes of their own,
 * {@link org.shmjournal.cli.bench.MeasureChild}, through the rounds of {@link org.shmjournal.cli.measure}.
 *
 * <pre>
 *   BenchCommand   ── BenchRun   ── Crew ── measure-child writer, reader ...  ── BenchResult
 *   LatencyCommand ── LatencyRun ── Crew ── measure-child writer, reader; ping, pong  ── LatencyResult
 * </pre>
 */
package org.shmjournal.cli.bench;
