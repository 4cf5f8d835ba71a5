package org.shmjournal.cli;

import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * Regular expressions as Java has them.
 */
final class PatternConverter implements ITypeConverter<Pattern>
{
    @Override
    public Pattern convert(final String text)
    {
        try
        {
            return Pattern.compile(text);
        }
        catch (final PatternSyntaxException malformed)
        {
            throw new TypeConversionException("'" + text + "' is no regular expression: " +
                malformed.getDescription() + "; a backslash before a character takes it as it is");
        }
    }
}
