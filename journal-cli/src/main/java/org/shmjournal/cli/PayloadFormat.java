package org.shmjournal.cli;

import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.shmjournal.DataFormat;
import org.shmjournal.FormatDescriptor;
import org.shmjournal.RawFormat;
import org.shmjournal.codecs.TextFormat;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * What the payloads of a channel are, as its header says it. The command copies payloads, so it loads no format.
 */
final class PayloadFormat
{
    /** Lines of text. */
    static final PayloadFormat TEXT = new PayloadFormat(TextFormat.utf8());
    /** Bytes. */
    static final PayloadFormat RAW = new PayloadFormat(RawFormat.raw());

    private final DataFormat<?> format;

    private PayloadFormat(final DataFormat<?> format)
    {
        this.format = format;
    }

    /** Any format that is to be found, by its name; behind a semicolon, parameters of the media type. */
    static final class Converter implements ITypeConverter<PayloadFormat>
    {
        @Override
        public PayloadFormat convert(final String text)
        {
            final String[] parts = text.split(";", 2);
            final String name = parts[0].strip().toLowerCase(Locale.ROOT);
            final Optional<FormatDescriptor> found = FormatDescriptor.ofName(name);
            if (found.isEmpty())
            {
                throw new TypeConversionException("'" + name + "' is none of " + FormatDescriptor.all().stream()
                    .map(FormatDescriptor::name)
                    .collect(Collectors.joining(", ")));
            }
            final String mediaType = found.get().mediaType();
            return new PayloadFormat(RawFormat.as(found.get().id(),
                parts.length == 1 ? mediaType : mediaType + "; " + parts[1].strip()));
        }
    }

    DataFormat<?> format()
    {
        return format;
    }
}
