package org.shmjournal.cli;

import java.nio.file.Path;
import java.util.regex.Pattern;
import org.shmjournal.ShmChannel;
import org.shmjournal.ShmReader;
import org.shmjournal.cli.output.PayloadDecoder;
import org.shmjournal.cli.output.PayloadDecoders;
import picocli.CommandLine.Option;

/**
 * Which records are wanted, by what they hold and where they are known to be.
 */
final class FilterOptions
{
    @Option(
        names = "--grep",
        paramLabel = "REGEX",
        converter = PatternConverter.class,
        description = "Only records in whose text this is found.")
    private Pattern pattern;

    @Option(
        names = "--schema",
        paramLabel = "FILE",
        description = "Decode messages of SBE by this schema, in XML.")
    private Path schema;

    @Option(
        names = "--durable",
        description = "Only records that are known to be on the disk: those before the durable position.")
    private boolean durable;

    boolean durable()
    {
        return durable;
    }

    <T> ShmChannel<T> applyTo(final ShmChannel<T> channel)
    {
        return durable ? channel.durableOnly() : channel;
    }

    /** What makes text of the payloads of a channel, to be searched and printed. */
    PayloadDecoder decoder(final ShmReader<?> reader)
    {
        return PayloadDecoders.of(reader.header().formatId(), schema);
    }

    /** What is searched for, or null. */
    Pattern pattern()
    {
        return pattern;
    }
}
