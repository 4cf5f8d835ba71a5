package org.shmjournal.codecs;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.stream.IntStream;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import com.fasterxml.jackson.dataformat.cbor.CBORFactory;
import com.fasterxml.jackson.dataformat.smile.SmileFactory;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.shmjournal.DataFormat;
import org.shmjournal.FormatDescriptor;
import org.shmjournal.ShmChannel;
import org.shmjournal.ShmReader;
import org.shmjournal.ShmWriter;

class JacksonFormatTest
{
    private static final ObjectMapper INDENTING =
        JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();
    private static final Order ORDER =
        new Order(Long.MAX_VALUE, 100, 3.25, "ACME \"\u00e9\u4e2d\ud83d\ude00\"", List.of(1, -2, 3), null);

    /** What is sent. */
    record Order(long id, int quantity, double price, String symbol, List<Integer> fills, String note)
    {
    }

    /** What can be overwritten. */
    static final class Quote
    {
        public long bid;
        public long ask;
        public String symbol;
    }

    /** Writes one by hand. */
    private static final class QuoteSerializer extends StdSerializer<Quote>
    {
        private static final long serialVersionUID = 1L;

        private QuoteSerializer()
        {
            super(Quote.class);
        }

        @Override
        public void serialize(final Quote quote, final JsonGenerator json, final SerializerProvider provider)
            throws IOException
        {
            json.writeStartObject();
            json.writeNumberField("bid", quote.bid);
            json.writeNumberField("ask", quote.ask);
            json.writeStringField("symbol", quote.symbol);
            json.writeEndObject();
        }
    }

    /** Fails in the middle of being written. */
    static final class Broken
    {
        public String getFirst()
        {
            return "written before the failure";
        }

        public String getSecond()
        {
            throw new UnsupportedOperationException("not today");
        }
    }

    static List<ObjectMapper> mappers()
    {
        return List.of(new JsonMapper(), INDENTING, new ObjectMapper(new CBORFactory()),
            new ObjectMapper(new SmileFactory()));
    }

    @Provide
    Arbitrary<Order> orders()
    {
        return Combinators.combine(Arbitraries.longs(), Arbitraries.integers(), Arbitraries.doubles(),
            Arbitraries.strings().ofMaxLength(40).filter(JacksonFormatTest::isEncodable),
            Arbitraries.integers().list().ofMaxSize(5),
            Arbitraries.strings().alpha().ofMaxLength(10).injectNull(0.5)).as(Order::new);
    }

    private static boolean isEncodable(final String text)
    {
        return StandardCharsets.UTF_8.newEncoder().canEncode(text);
    }

    @Property(tries = 300)
    void shouldDecodeWhatItEncoded(@ForAll("orders") final Order order)
    {
        for (final ObjectMapper mapper : mappers())
        {
            assertEquals(order, Contract.roundTrip(JacksonFormat.of(mapper, Order.class), order));
        }
    }

    @Property(tries = 30)
    void shouldKeepToItsSpace(@ForAll("orders") final Order order)
    {
        for (final ObjectMapper mapper : mappers())
        {
            Contract.assertKeepsToItsSpace(JacksonFormat.of(mapper, Order.class), order);
        }
    }

    @ParameterizedTest
    @MethodSource("mappers")
    void shouldPassThroughAChannel(final ObjectMapper mapper, @TempDir final Path directory)
    {
        final List<Order> orders = IntStream.range(0, 100)
            .mapToObj(i -> new Order(i, -i, i / 3.0, "x".repeat(i % 37), List.of(i), i % 2 == 0 ? null : "odd"))
            .toList();
        Contract.assertPassThroughAChannel(directory.resolve("channel"), JacksonFormat.of(mapper, Order.class), orders,
            ORDER, order -> order);
    }

    @ParameterizedTest
    @MethodSource("mappers")
    void shouldServeReadersOfSeveralThreads(final ObjectMapper mapper, @TempDir final Path directory)
        throws InterruptedException, ExecutionException
    {
        final List<Order> orders = IntStream.range(0, 100)
            .mapToObj(i -> new Order(i, -i, i / 3.0, "x".repeat(i % 37), List.of(i), null)).toList();
        Contract.assertServesReadersOfSeveralThreads(directory.resolve("channel"),
            JacksonFormat.of(mapper, Order.class), orders, order -> order);
    }

    @ParameterizedTest
    @MethodSource("mappers")
    void shouldBeWhatTheMapperWrites(final ObjectMapper mapper) throws IOException
    {
        final JacksonFormat<Order> format = JacksonFormat.of(mapper, Order.class);
        assertArrayEquals(mapper.writeValueAsBytes(ORDER), Contract.encoded(format, ORDER));
        // Nothing is left of the first in the second.
        assertArrayEquals(mapper.writeValueAsBytes(ORDER), Contract.encoded(format, ORDER));
    }

    @ParameterizedTest
    @MethodSource("mappers")
    void shouldEncodeValuesOfManyOfJacksonsBuffers(final ObjectMapper mapper)
    {
        final JacksonFormat<String> format = JacksonFormat.of(mapper, String.class);
        final String text = "0123456789\u00e9".repeat(4_000);
        assertEquals(text, Contract.roundTrip(format, text));
        final ByteBuffer target = Contract.space(20_000);
        assertTrue(format.encode(text, target, 8, 19_000) < 0);
        assertEquals(0x5A, target.get(19_008));
        assertEquals(text, Contract.roundTrip(format, text));
        assertEquals("short", Contract.roundTrip(format, "short"));
    }

    @Test
    void shouldCarryIdsAndMediaTypesOfTheirOwn()
    {
        final DataFormat<?> json = JacksonFormat.json(Order.class);
        assertEquals("10 application/json", json.id() + " " + json.mediaType());
        final DataFormat<?> cbor = JacksonFormat.of(new ObjectMapper(new CBORFactory()), Order.class);
        assertEquals("11 application/cbor", cbor.id() + " " + cbor.mediaType());
        final DataFormat<?> smile = JacksonFormat.of(new ObjectMapper(new SmileFactory()), Order.class);
        assertEquals("12 application/x-jackson-smile", smile.id() + " " + smile.mediaType());
    }

    @Test
    void shouldTakeAnyOtherMapperByTheUsersIdAndMediaType()
    {
        final ObjectMapper other = new ObjectMapper(new JsonFactory()
        {
            private static final long serialVersionUID = 1L;

            @Override
            public String getFormatName()
            {
                return "Mine";
            }
        });
        final String message = assertThrows(IllegalArgumentException.class,
            () -> JacksonFormat.of(other, Order.class)).getMessage();
        assertTrue(message.contains("Mine"), message);
        assertThrows(IllegalArgumentException.class,
            () -> JacksonFormat.of(other, Order.class, FormatDescriptor.FIRST_USER_ID - 1, "text/x-mine"));
        final JacksonFormat<Order> format = JacksonFormat.of(other, Order.class, 1_000, "text/x-mine");
        assertEquals("1000 text/x-mine", format.id() + " " + format.mediaType());
        assertEquals(ORDER, Contract.roundTrip(format, ORDER));
    }

    @Test
    void shouldDecodeTypesWithParametersTreesAndNull()
    {
        final Map<String, List<Order>> orders = Map.of("a", List.of(ORDER));
        assertEquals(orders, Contract.roundTrip(JacksonFormat.of(new JsonMapper(), new TypeReference<>()
        {
        }), orders));
        final JsonNode tree = new JsonMapper().valueToTree(ORDER);
        assertEquals(tree, Contract.roundTrip(JacksonFormat.json(JsonNode.class), tree));
        assertNull(Contract.roundTrip(JacksonFormat.json(Order.class), null));
    }

    @Test
    void shouldOverwriteAValueThatIsReused()
    {
        final JacksonFormat<Quote> format = JacksonFormat.json(Quote.class);
        final Quote reuse = new Quote();
        reuse.symbol = "kept";
        final byte[] json = "{\"bid\":1,\"ask\":2}".getBytes(StandardCharsets.UTF_8);
        assertSame(reuse, format.decode(ByteBuffer.wrap(json), 0, json.length, reuse));
        assertEquals("1 2 kept", reuse.bid + " " + reuse.ask + " " + reuse.symbol);
    }

    @ParameterizedTest
    @MethodSource("mappers")
    void shouldPublishNothingOfAValueThatFails(final ObjectMapper mapper, @TempDir final Path directory)
    {
        final ShmChannel<Object> channel =
            ShmChannel.at(directory.resolve("channel")).format(JacksonFormat.of(mapper, Object.class));
        try (ShmWriter<Object> writer = channel.openWriter())
        {
            writer.write(List.of("before"));
            final PayloadException failure =
                assertThrows(PayloadException.class, () -> writer.write(new Broken()));
            assertTrue(failure.getMessage().contains("java.lang.Object"), failure.getMessage());
            assertTrue(failure.getCause().getMessage().contains("not today"), failure.getCause().getMessage());
            writer.write(List.of("behind"));
        }
        try (ShmReader<Object> reader = channel.openReader())
        {
            assertEquals(List.of(List.of("before"), List.of("behind")), reader.stream().toList());
        }
    }

    @ParameterizedTest
    @MethodSource("mappers")
    void shouldRefusePayloadsThatAreNoneOfTheType(final ObjectMapper mapper) throws IOException
    {
        final JacksonFormat<Order> format = JacksonFormat.of(mapper, Order.class);
        final byte[] good = mapper.writeValueAsBytes(ORDER);
        for (int length = 0; length < good.length; length++)
        {
            final int cut = length;
            final PayloadException failure = assertThrows(PayloadException.class,
                () -> format.decode(ByteBuffer.wrap(good), 0, cut));
            assertTrue(failure.getMessage().contains("payload of " + cut + " bytes"), failure.getMessage());
        }
        final ByteBuffer two = ByteBuffer.allocate(2 * good.length).put(good).put(good);
        if (format.id() != JacksonFormat.SMILE_ID)
        {
            // A second header of Smile is the end to Jackson, whatever follows.
            assertThrows(PayloadException.class, () -> format.decode(two, 0, 2 * good.length));
        }
        final byte[] number = mapper.writeValueAsBytes(7);
        assertThrows(PayloadException.class, () -> format.decode(ByteBuffer.wrap(number), 0, number.length));
        assertEquals(ORDER, format.decode(two, good.length, good.length));
    }

    /** Jackson's own way to numbers in fields is by reflection, which puts them into objects. */
    @Test
    void shouldAllocateNothingToEncodeJsonByASerializerThatDoesNot()
    {
        final JacksonFormat<Quote> format = JacksonFormat.of(JsonMapper.builder()
            .addModule(new SimpleModule().addSerializer(Quote.class, new QuoteSerializer())).build(), Quote.class);
        final Quote quote = new Quote();
        quote.symbol = "ACME";
        final ByteBuffer target = Contract.space(256);
        Contract.assertAllocatesNothing(() -> {
            quote.bid++;
            format.encode(quote, target, 8, 200);
        });
        assertTrue(quote.bid > 0);
    }
}
