package org.shmjournal.cli;

import java.time.Duration;
import java.util.function.Function;
import org.shmjournal.Retention;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * Which segments are kept; at most one of the options.
 */
final class RetentionOptions
{
    static final String NAMES = "--keep-segments, --keep-bytes and --keep-for";

    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    @Option(
        names = "--keep-segments",
        paramLabel = "N",
        description = "Keep the newest N segments, delete older ones; default all are kept.")
    private Long segments;

    @Option(
        names = "--keep-bytes",
        paramLabel = "SIZE",
        converter = SizeConverter.OfLong.class,
        description = "Keep as many segments as fit into SIZE, the one that is prepared among them.")
    private Long bytes;

    @Option(
        names = "--keep-for",
        paramLabel = "DURATION",
        converter = DurationConverter.class,
        description = "Keep what is younger, by its timestamps, which the channel then has.")
    private Duration age;

    boolean isGiven()
    {
        return segments != null || bytes != null || age != null;
    }

    /** The one that was given. */
    Retention retention()
    {
        if ((segments == null ? 0 : 1) + (bytes == null ? 0 : 1) + (age == null ? 0 : 1) != 1)
        {
            throw new ParameterException(command.commandLine(), "Give one of " + NAMES);
        }
        return segments != null ? make(command, "--keep-segments", segments, Retention::keepSegments) :
            bytes != null ? make(command, "--keep-bytes", bytes, Retention::keepBytes) :
            make(command, "--keep-for", age, Retention::keepFor);
    }

    /** A refusal names the option, since its words are those of the library. */
    static <V> Retention make(
        final CommandSpec command, final String option, final V value, final Function<V, Retention> factory)
    {
        try
        {
            return factory.apply(value);
        }
        catch (final IllegalArgumentException | ArithmeticException refusal)
        {
            throw new ParameterException(command.commandLine(),
                "Invalid value for option '" + option + "': " + refusal.getMessage(), refusal);
        }
    }
}
