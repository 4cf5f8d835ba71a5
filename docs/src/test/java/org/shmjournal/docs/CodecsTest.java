package org.shmjournal.docs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.cbor.CBORFactory;
import net.openhft.chronicle.bytes.BytesIn;
import net.openhft.chronicle.bytes.BytesMarshallable;
import net.openhft.chronicle.bytes.BytesOut;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.shmjournal.ChannelSpec;
import org.shmjournal.FormatDescriptor;
import org.shmjournal.FormatProvider;
import org.shmjournal.RawFormat;
import org.shmjournal.ShmChannel;
import org.shmjournal.ShmReader;
import org.shmjournal.ShmWriter;
import org.shmjournal.codecs.ChronicleBytesFormat;
import org.shmjournal.codecs.JacksonFormat;
import org.shmjournal.codecs.TextFormat;
import org.shmjournal.error.ChannelMismatchException;

/** The codecs that need no flag. */
class CodecsTest
{
    @TempDir
    private Path path;

    private final List<Object> handled = new ArrayList<>();
    private final List<String> alerts = new ArrayList<>();

    // example: json order
    record Order(String side, int quantity, String symbol)
    {
    }
    // end

    @Test
    void shouldPassJsonOn()
    {
        // example: json
        final ShmChannel<Order> channel = ShmChannel.at(path).format(JacksonFormat.json(Order.class));
        try (ShmWriter<Order> orders = channel.openWriter())
        {
            orders.write(new Order("buy", 100, "ACME"));
        }
        try (ShmReader<Order> orders = channel.openReader())
        {
            orders.poll(order -> handle(order), 64);
        }
        // end
        assertEquals(List.of(new Order("buy", 100, "ACME")), handled);
    }

    @Test
    void shouldPassCborOn()
    {
        // example: cbor
        final ObjectMapper mapper = new ObjectMapper(new CBORFactory());
        final ShmChannel<JsonNode> channel = ShmChannel.at(path).format(JacksonFormat.of(mapper, JsonNode.class));
        try (ShmWriter<JsonNode> orders = channel.openWriter())
        {
            orders.write(mapper.createObjectNode().put("side", "buy").put("quantity", 100));
        }
        // end
        try (ShmReader<JsonNode> orders = channel.openReader())
        {
            orders.poll(order -> handle(order.get("quantity").asInt()), 64);
        }
        assertEquals(List.of(100), handled);
    }

    // example: chronicle quote
    static final class Quote implements BytesMarshallable
    {
        long bid;
        long ask;

        @Override
        public void writeMarshallable(final BytesOut<?> bytes)
        {
            bytes.writeLong(bid).writeLong(ask);
        }

        @Override
        public void readMarshallable(final BytesIn<?> bytes)
        {
            bid = bytes.readLong();
            ask = bytes.readLong();
        }
    }
    // end

    @Test
    void shouldPassBytesOfChronicleOn()
    {
        final Quote quote = new Quote();
        // example: chronicle
        final ShmChannel<Quote> channel =
            ShmChannel.at(path).format(ChronicleBytesFormat.of("quote", Quote::new));
        try (ShmWriter<Quote> quotes = channel.openWriter())
        {
            quote.bid = 31_400;
            quote.ask = 31_500;
            quotes.write(quote);
        }
        try (ShmReader<Quote> quotes = channel.openReader())
        {
            quotes.poll(quote, each -> handle(each.ask - each.bid), 64);
        }
        // end
        assertEquals(List.of(100L), handled);
    }

    @Test
    void shouldKeepAVersionInTheHeader()
    {
        final ShmChannel<Order> channel = ShmChannel.at(path).format(JacksonFormat.json(Order.class));
        // example: metadata
        final byte[] version = "orders/2".getBytes(StandardCharsets.UTF_8);
        channel.spec(ChannelSpec.defaults().userMetadata(version)).create();
        final byte[] found = channel.info().header().userMetadata();
        // end
        assertEquals("orders/2", new String(found, StandardCharsets.UTF_8));
    }

    @Test
    void shouldRefuseTheWrongFormat()
    {
        ShmChannel.at(path).format(TextFormat.utf8()).create();
        final ShmChannel<Order> channel = ShmChannel.at(path).format(JacksonFormat.json(Order.class));
        assertThrows(ChannelMismatchException.class, () -> {
            // example: wrong format
            try (ShmReader<Order> orders = channel.openReader())
            {
                orders.poll(order -> handle(order), 64);
            }
            catch (final ChannelMismatchException ex)
            {
                alert(ex.getMessage());
                throw ex;
            }
            // end
        });
        assertTrue(alerts.get(0).contains("format json (formatId=10, mediaType=application/json) was asked for, " +
            "the channel has format text (formatId=3, mediaType=text/plain; charset=utf-8)"), alerts.get(0));
    }

    // example: provider
    public static final class TradeFormats implements FormatProvider
    {
        @Override
        public List<FormatDescriptor> formats()
        {
            return List.of(FormatDescriptor.of("trade", 1_000, "application/x-trade", "",
                () -> RawFormat.as(1_000, "application/x-trade")));
        }
    }
    // end

    @Test
    void shouldFindFormatsOfUsers()
    {
        assertEquals("trade", new TradeFormats().formats().get(0).name());
        // example: find format
        final String name = FormatDescriptor.ofMediaType("application/x-trade")
            .map(FormatDescriptor::name)
            .orElse("unknown");
        // end
        assertEquals("trade", name);
    }

    private void handle(final Object value)
    {
        handled.add(value);
    }

    private void alert(final String message)
    {
        alerts.add(message);
    }
}
