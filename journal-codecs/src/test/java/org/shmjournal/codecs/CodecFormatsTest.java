package org.shmjournal.codecs;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.cbor.CBORFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.shmjournal.ChannelSpec;
import org.shmjournal.DataFormat;
import org.shmjournal.FormatDescriptor;
import org.shmjournal.ShmChannel;
import org.shmjournal.ShmReader;
import org.shmjournal.ShmWriter;
import org.shmjournal.error.ChannelMismatchException;

class CodecFormatsTest
{
    @TempDir
    private Path directory;

    @Test
    void shouldDescribeEachFormatAsItDescribesItself()
    {
        for (final FormatDescriptor descriptor : FormatDescriptor.all())
        {
            final DataFormat<?> format = descriptor.generalFormat();
            assertEquals(descriptor.id(), format.id());
            assertEquals(descriptor.mediaType(), format.mediaType());
            assertTrue(descriptor.id() < FormatDescriptor.FIRST_USER_ID);
        }
        assertEquals(7, FormatDescriptor.all().size());
    }

    @Test
    void shouldFindTheFormatOfAChannelByItsMediaType()
    {
        final DataFormat<TradeBytes> format = ChronicleBytesFormat.of("trade", TradeBytes::new);
        assertEquals("chronicle-bytes", FormatDescriptor.ofMediaType(format.mediaType()).orElseThrow().name());
        assertEquals("text", FormatDescriptor.ofMediaType("text/plain").orElseThrow().name());
        assertEquals("cbor", FormatDescriptor.ofId(11).orElseThrow().name());
    }

    @Test
    void shouldRefuseTheWrongFormatNamingBoth()
    {
        final ShmChannel<?> channel = ShmChannel.at(directory.resolve("channel"));
        channel.format(TextFormat.utf8()).create();
        final DataFormat<?> cbor = JacksonFormat.of(new ObjectMapper(new CBORFactory()), List.class);
        for (final Runnable opening : List.<Runnable> of(
            () -> channel.format(cbor).openReader(), () -> channel.format(cbor).openWriter()))
        {
            final String message = assertThrows(ChannelMismatchException.class, opening::run).getMessage();
            assertTrue(message.contains("format cbor (formatId=11, mediaType=application/cbor) was asked for, " +
                "the channel has format text (formatId=3, mediaType=text/plain; charset=utf-8)"), message);
        }
    }

    @Test
    void shouldCarryASchemaOrAVersionInTheHeader()
    {
        final byte[] version = "orders/2".getBytes(StandardCharsets.UTF_8);
        final ShmChannel<String> channel =
            ShmChannel.at(directory.resolve("channel")).format(JacksonFormat.json(String.class));
        final ChannelSpec spec = ChannelSpec.defaults().userMetadata(version);
        try (ShmWriter<String> writer = channel.spec(spec).openWriter())
        {
            writer.write("order");
        }
        try (ShmReader<String> reader = channel.openReader())
        {
            assertArrayEquals(version, reader.header().userMetadata());
        }
        final ChannelSpec other = ChannelSpec.defaults().userMetadata(new byte[]{3});
        assertThrows(ChannelMismatchException.class, () -> channel.spec(other).openWriter());
    }
}
