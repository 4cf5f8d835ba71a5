package org.shmjournal.codecs;

import java.nio.file.Path;
import java.util.List;
import org.agrona.concurrent.UnsafeBuffer;
import org.shmjournal.DataFormat;
import org.shmjournal.FormatDescriptor;
import org.shmjournal.ShmChannel;
import org.shmjournal.ShmReader;
import org.shmjournal.ShmWriter;

/** What a test lets another JVM do, with other libraries and options. */
final class FormatsProgram
{
    private FormatsProgram()
    {
    }

    /** Runs one command. */
    public static void main(final String[] arguments)
    {
        switch (arguments[0])
        {
            case "list" -> FormatDescriptor.all().forEach(System.out::println);
            case "general" -> general(arguments[1]);
            case "json" -> passOn(arguments[1], JacksonFormat.json(List.class), List.of("a", 1));
            case "buffer" -> passOn(arguments[1], DirectBufferFormat.raw(), new UnsafeBuffer(new byte[]{7}));
            case "sbe" -> SbeFormat.of(1, (value, buffer) -> -1, (buffer, reuse) -> reuse);
            case "chronicle" -> passOn(arguments[1], ChronicleBytesFormat.of("trade", TradeBytes::new), trade());
            case "chronicle-direct" -> passOn(arguments[1], ChronicleBytesFormat.direct("trade", TradeBytes::new),
                trade());
            default -> throw new IllegalArgumentException(arguments[0]);
        }
    }

    private static TradeBytes trade()
    {
        return new TradeBytes(1, 2, "ACME", 3);
    }

    private static void general(final String name)
    {
        try
        {
            final DataFormat<?> format = FormatDescriptor.ofName(name).orElseThrow().generalFormat();
            System.out.println(format.id() + " " + format.mediaType());
        }
        catch (final IllegalStateException ex)
        {
            System.out.println(ex.getMessage());
        }
    }

    private static <T> void passOn(final String path, final DataFormat<T> format, final T value)
    {
        final ShmChannel<T> channel = ShmChannel.at(Path.of(path)).format(format);
        try (ShmWriter<T> writer = channel.openWriter())
        {
            writer.write(value);
        }
        try (ShmReader<T> reader = channel.openReader())
        {
            reader.forEach(System.out::println);
        }
    }
}
