package org.shmjournal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.shmjournal.error.ChannelMismatchException;

/** Formats are found by the service loader; what two of them share is refused. */
class FormatDescriptorTest extends ChannelFixture
{
    /** A format of a user's. */
    public static final class Trades implements FormatProvider
    {
        @Override
        public List<FormatDescriptor> formats()
        {
            return List.of(describe("trade", 1_000, "application/x-trade"));
        }
    }

    /** One of the same name. */
    public static final class SameName implements FormatProvider
    {
        @Override
        public List<FormatDescriptor> formats()
        {
            return List.of(describe("trade", 1_001, "application/x-other"));
        }
    }

    /** One of the same id. */
    public static final class SameId implements FormatProvider
    {
        @Override
        public List<FormatDescriptor> formats()
        {
            return List.of(describe("other", 1_000, "application/x-other"));
        }
    }

    /** One of the same media type, whose parameters and case do not tell it apart. */
    public static final class SameMediaType implements FormatProvider
    {
        @Override
        public List<FormatDescriptor> formats()
        {
            return List.of(describe("other", 1_001, "Application/X-Trade; version=2"));
        }
    }

    /** One that needs what is not there. */
    public static final class WithoutItsLibrary implements FormatProvider
    {
        @Override
        public List<FormatDescriptor> formats()
        {
            return List.of(FormatDescriptor.of("missing", 1_002, "application/x-missing", "org.example:missing", () -> {
                throw new NoClassDefFoundError("org/example/Missing");
            }));
        }
    }

    private static FormatDescriptor describe(final String name, final int id, final String mediaType)
    {
        return FormatDescriptor.of(name, id, mediaType, "", () -> RawFormat.as(id, mediaType));
    }

    /** Runs as if these providers had come with libraries. */
    private void with(final Runnable test, final Class<?>... providers) throws IOException
    {
        final Path services = directory.resolve("META-INF/services/" + FormatProvider.class.getName());
        Files.createDirectories(services.getParent());
        Files.write(services, List.of(providers).stream().map(Class::getName).toList());
        final Thread thread = Thread.currentThread();
        final ClassLoader before = thread.getContextClassLoader();
        try (URLClassLoader loader = new URLClassLoader(new URL[]{directory.toUri().toURL()}, before))
        {
            thread.setContextClassLoader(loader);
            test.run();
        }
        finally
        {
            thread.setContextClassLoader(before);
        }
    }

    @Test
    void shouldKnowRawWithoutAnyProvider()
    {
        assertEquals(List.of("raw (formatId=2, mediaType=application/octet-stream)"),
            FormatDescriptor.all().stream().map(FormatDescriptor::toString).toList());
        assertSame(RawFormat.raw(), FormatDescriptor.ofId(2).orElseThrow().generalFormat());
    }

    @Test
    void shouldFindFormatsByIdMediaTypeAndName() throws IOException
    {
        with(() -> {
            final FormatDescriptor trade = FormatDescriptor.ofId(1_000).orElseThrow();
            assertEquals("trade", trade.name());
            assertEquals(1_000, FormatDescriptor.ofMediaType("application/x-trade").orElseThrow().id());
            assertEquals(1_000, FormatDescriptor.ofMediaType("APPLICATION/x-trade ; version=1").orElseThrow().id());
            assertEquals(1_000, FormatDescriptor.ofName("trade").orElseThrow().id());
            assertEquals(1_000, trade.generalFormat().id());
            assertEquals("application/x-trade", trade.generalFormat().mediaType());
            assertTrue(FormatDescriptor.ofId(1_001).isEmpty());
            assertTrue(FormatDescriptor.ofMediaType("application/x-trade2").isEmpty());
            assertTrue(FormatDescriptor.ofName("Trade").isEmpty());
        }, Trades.class);
    }

    @Test
    void shouldRefuseFormatsThatShareWhatTellsThemApart() throws IOException
    {
        for (final Class<?> clash : List.of(SameName.class, SameId.class, SameMediaType.class))
        {
            with(() -> {
                final String message =
                    assertThrows(IllegalStateException.class, FormatDescriptor::all).getMessage();
                assertTrue(message.contains("trade (formatId=1000, mediaType=application/x-trade) and "), message);
                assertThrows(IllegalStateException.class, () -> FormatDescriptor.ofId(2));
            }, Trades.class, clash);
        }
    }

    @Test
    void shouldNameTheLibraryThatIsMissing() throws IOException
    {
        with(() -> {
            final FormatDescriptor missing = FormatDescriptor.ofName("missing").orElseThrow();
            final String message =
                assertThrows(IllegalStateException.class, missing::generalFormat).getMessage();
            assertTrue(message.contains("missing needs org.example:missing"), message);
        }, WithoutItsLibrary.class);
    }

    @Test
    void shouldNameBothFormatsToAReaderOfTheWrongOne() throws IOException
    {
        channel().create();
        with(() -> {
            final ShmChannel<?> wrong = channel().format(RawFormat.as(1_000, "application/x-trade"));
            final String message = assertThrows(ChannelMismatchException.class, wrong::openReader).getMessage();
            assertTrue(message.contains("format trade (formatId=1000, mediaType=application/x-trade) was asked for, " +
                "the channel has format raw (formatId=2, mediaType=application/octet-stream)"), message);
        }, Trades.class);
    }

    @Test
    void shouldNameTheWrongFormatByIdAndMediaTypeWhereProvidersClash() throws IOException
    {
        channel().create();
        with(() -> {
            final ShmChannel<?> wrong = channel().format(RawFormat.as(1_000, "application/x-trade"));
            final String message = assertThrows(ChannelMismatchException.class, wrong::openWriter).getMessage();
            assertTrue(message.contains("format (formatId=1000, mediaType=application/x-trade) was asked for, " +
                "the channel has format (formatId=2, mediaType=application/octet-stream)"), message);
        }, Trades.class, SameId.class);
    }
}
