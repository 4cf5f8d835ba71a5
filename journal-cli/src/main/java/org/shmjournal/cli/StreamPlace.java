package org.shmjournal.cli;

import org.shmjournal.ShmReader;
import org.shmjournal.cli.output.EpochNanos;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.TypeConversionException;

/**
 * A place in a stream, as an option names it: start, end, position:P or P alone, sequence:N, or a time.
 */
final class StreamPlace
{
    static final String END = "end";

    private static final String START = "start";
    private static final String POSITION = "position:";
    private static final String SEQUENCE = "sequence:";

    private final CommandSpec command;
    private final String option;
    private final String text;

    /** What stands behind an option of a command. */
    StreamPlace(final CommandSpec command, final String option, final String text)
    {
        this.command = command;
        this.option = option;
        this.text = text;
    }

    /** Takes a reader there, or throws and leaves it where it is. */
    void seek(final ShmReader<?> reader)
    {
        if (START.equals(text))
        {
            reader.seekToStart();
        }
        else if (END.equals(text))
        {
            reader.seekToEnd();
        }
        else if (text.startsWith(SEQUENCE))
        {
            reader.seekToSequence(number(text.substring(SEQUENCE.length())));
        }
        else if (text.startsWith(POSITION))
        {
            reader.seek(number(text.substring(POSITION.length())));
        }
        else if (text.chars().allMatch(Character::isDigit))
        {
            reader.seek(number(text));
        }
        else
        {
            seekToTime(reader);
        }
    }

    private void seekToTime(final ShmReader<?> reader)
    {
        if (!reader.header().timestamps())
        {
            throw usage(" takes start, end, a position or sequence:N, not '" + text +
                "': this channel was created without timestamps");
        }
        try
        {
            reader.seekToTime(EpochNanos.of(new TimeConverter().convert(text)));
        }
        catch (final TypeConversionException noTime)
        {
            throw usage(" takes start, end, a position, sequence:N or a time: " + noTime.getMessage());
        }
    }

    private long number(final String digits)
    {
        try
        {
            return Long.parseLong(digits);
        }
        catch (final NumberFormatException malformed)
        {
            throw usage(" has a number that is none: '" + text + "'");
        }
    }

    private ParameterException usage(final String message)
    {
        return new ParameterException(command.commandLine(), option + message);
    }
}
