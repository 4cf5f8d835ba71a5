package org.shmjournal.cli;

import java.time.Instant;
import org.shmjournal.ShmReader;
import org.shmjournal.cli.output.EpochNanos;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * Which part of a stream is wanted.
 */
final class SelectionOptions
{
    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    @Option(
        names = "--since",
        paramLabel = "TIME",
        converter = TimeConverter.class,
        description = "Only records written then or later: 2026-01-31T12:00:00Z, or 10m for ten minutes ago.")
    private Instant since;

    @Option(
        names = "--until",
        paramLabel = "TIME",
        converter = TimeConverter.class,
        description = "Only records written before.")
    private Instant until;

    @Option(
        names = "--sequence",
        paramLabel = "A..B",
        converter = SequenceRange.Converter.class,
        description = "Only records from A to B, both included, the first is 0; either may be left out.")
    private SequenceRange sequences = SequenceRange.ALL;

    @Option(names = "--limit", paramLabel = "N", description = "At most so many records.")
    private long limit = Long.MAX_VALUE;

    SequenceRange sequences()
    {
        return sequences;
    }

    long limit()
    {
        return limit;
    }

    long sinceNanos()
    {
        return since == null ? Long.MIN_VALUE : EpochNanos.of(since);
    }

    long untilNanos()
    {
        return until == null ? Long.MAX_VALUE : EpochNanos.of(until);
    }

    /** Whether each record there is is wanted. */
    boolean isEverything()
    {
        return since == null && until == null && sequences.equals(SequenceRange.ALL) && limit == Long.MAX_VALUE;
    }

    void requireUsable(final ShmReader<?> reader)
    {
        if (limit < 0)
        {
            throw new ParameterException(command.commandLine(), "--limit is negative: " + limit);
        }
        if ((since != null || until != null) && !reader.header().timestamps())
        {
            throw new ParameterException(command.commandLine(), (since == null ? "--until" : "--since") +
                " needs timestamps, which this channel was created without");
        }
    }
}
