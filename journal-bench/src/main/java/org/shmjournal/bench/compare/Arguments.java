package org.shmjournal.bench.compare;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.shmjournal.ChannelSpec;
import org.shmjournal.cli.measure.UsageException;

/** Takes a command line apart: words and sizes, one after the other. */
final class Arguments
{
    private final Deque<String> rest;
    private String option;

    Arguments(final List<String> arguments)
    {
        rest = new ArrayDeque<>(arguments);
    }

    boolean hasNext()
    {
        return !rest.isEmpty();
    }

    /** The next option's name. */
    String nextOption()
    {
        option = rest.remove();
        return option;
    }

    String value()
    {
        if (rest.isEmpty())
        {
            throw new UsageException(option + " needs a value");
        }
        return rest.remove();
    }

    int count(final int min)
    {
        final long count = number(value());
        if (count < min || count > Integer.MAX_VALUE)
        {
            throw new UsageException(option + " " + count + ": a number of at least " + min + " is needed");
        }
        return (int)count;
    }

    /** A number of bytes, maybe with the suffix K, M or G, that a segment can have. */
    int segmentSize()
    {
        final String text = value();
        final int power = "KMG".indexOf(Character.toUpperCase(text.isEmpty() ? ' ' : text.charAt(text.length() - 1)));
        final long size =
            power < 0 ? number(text) : number(text.substring(0, text.length() - 1)) << 10 * (power + 1);
        try
        {
            return ChannelSpec.defaults().segmentSize((int)Math.min(Integer.MAX_VALUE, size)).segmentSize();
        }
        catch (final IllegalArgumentException ex)
        {
            throw new UsageException(option + " " + text + ": " + ex.getMessage());
        }
    }

    <E extends Enum<E>> E choice(final Class<E> type)
    {
        final String text = value();
        for (final E constant : type.getEnumConstants())
        {
            if (constant.toString().equals(text))
            {
                return constant;
            }
        }
        throw new UsageException(option + " " + text + ": one of " + List.of(type.getEnumConstants()) + " is needed");
    }

    private long number(final String text)
    {
        try
        {
            return Long.parseLong(text.replace("_", ""));
        }
        catch (final NumberFormatException ex)
        {
            throw new UsageException(option + " " + text + ": a number is needed");
        }
    }
}
