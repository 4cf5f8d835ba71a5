package org.shmjournal.cli;

import java.util.Arrays;
import java.util.stream.Collectors;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * One word of several, in the spelling that help and errors show.
 *
 * @param <E> the choices.
 */
final class Choice<E extends Enum<E>> implements ITypeConverter<E>
{
    private final Class<E> type;

    Choice(final Class<E> type)
    {
        this.type = type;
    }

    @Override
    public E convert(final String text)
    {
        for (final E constant : type.getEnumConstants())
        {
            if (constant.toString().equalsIgnoreCase(text))
            {
                return constant;
            }
        }
        throw new TypeConversionException("'" + text + "' is none of " + Arrays.stream(type.getEnumConstants())
            .map(Object::toString)
            .collect(Collectors.joining(", ")));
    }
}
