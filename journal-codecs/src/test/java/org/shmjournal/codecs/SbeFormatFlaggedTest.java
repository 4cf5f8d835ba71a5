package org.shmjournal.codecs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.shmjournal.ShmChannel;
import org.shmjournal.codecs.sbe.MessageHeaderDecoder;
import org.shmjournal.codecs.sbe.MessageHeaderEncoder;
import org.shmjournal.codecs.sbe.Side;
import org.shmjournal.codecs.sbe.TradeDecoder;
import org.shmjournal.codecs.sbe.TradeEncoder;
import org.shmjournal.error.ChannelMismatchException;

/** With the flyweights that the build generates from {@code src/test/sbe/trades.xml}. */
@Tag("flags")
@net.jqwik.api.Tag("flags")
class SbeFormatFlaggedTest
{
    /** What is sent. */
    record Trade(long price, int quantity, Side side, List<Fill> fills, String symbol)
    {
    }

    /** A part of it. */
    record Fill(int venue, int filled)
    {
    }

    private final MessageHeaderEncoder headerEncoder = new MessageHeaderEncoder();
    private final TradeEncoder encoder = new TradeEncoder();
    private final MessageHeaderDecoder headerDecoder = new MessageHeaderDecoder();
    private final TradeDecoder decoder = new TradeDecoder();

    private int encode(final Trade trade, final MutableDirectBuffer buffer)
    {
        encoder.wrapAndApplyHeader(buffer, 0, headerEncoder)
            .price(trade.price()).quantity(trade.quantity()).side(trade.side());
        final TradeEncoder.FillsEncoder fills = encoder.fillsCount(trade.fills().size());
        trade.fills().forEach(fill -> fills.next().venue(fill.venue()).filled(fill.filled()));
        encoder.symbol(trade.symbol());
        return MessageHeaderEncoder.ENCODED_LENGTH + encoder.encodedLength();
    }

    private Trade decode(final DirectBuffer buffer, final Trade reuse)
    {
        return toTrade(decoder.wrapAndApplyHeader(buffer, 0, headerDecoder));
    }

    private static Trade toTrade(final TradeDecoder decoder)
    {
        final long price = decoder.price();
        final int quantity = decoder.quantity();
        final Side side = decoder.side();
        final List<Fill> fills = new ArrayList<>();
        decoder.fills().forEach(fill -> fills.add(new Fill(fill.venue(), fill.filled())));
        return new Trade(price, quantity, side, fills, decoder.symbol());
    }

    private SbeFormat<Trade> newFormat()
    {
        return SbeFormat.of(TradeEncoder.SCHEMA_ID, this::encode, this::decode);
    }

    @Provide
    Arbitrary<Trade> trades()
    {
        return Combinators.combine(Arbitraries.longs(), Arbitraries.integers(),
            Arbitraries.of(Side.BUY, Side.SELL),
            Combinators.combine(Arbitraries.integers(), Arbitraries.integers()).as(Fill::new).list().ofMaxSize(5),
            Arbitraries.strings().withCharRange('\u0000', '\ud7ff').ofMaxLength(20)).as(Trade::new);
    }

    @Property(tries = 300)
    void shouldDecodeWhatItEncoded(@ForAll("trades") final Trade trade)
    {
        assertEquals(trade, Contract.roundTrip(newFormat(), trade));
    }

    @Property(tries = 20)
    void shouldKeepToItsSpace(@ForAll("trades") final Trade trade)
    {
        Contract.assertKeepsToItsSpace(newFormat(), trade);
    }

    @Test
    void shouldPassThroughAChannel(@TempDir final Path directory)
    {
        final List<Trade> trades = IntStream.range(0, 100)
            .mapToObj(i -> new Trade(i, -i, Side.BUY, List.of(new Fill(i, i)), "x".repeat(i)))
            .toList();
        Contract.assertPassThroughAChannel(directory.resolve("channel"), newFormat(), trades, trades.get(0),
            trade -> trade);
    }

    @Test
    void shouldServeReadersOfSeveralThreadsIfItsDecoderDoes(@TempDir final Path directory)
        throws InterruptedException, ExecutionException
    {
        final List<Trade> trades = IntStream.range(0, 100)
            .mapToObj(i -> new Trade(i, -i, Side.BUY, List.of(), "x".repeat(i)))
            .toList();
        final SbeFormat<Trade> format = SbeFormat.of(TradeEncoder.SCHEMA_ID, this::encode, (buffer, reuse) -> toTrade(
            new TradeDecoder().wrapAndApplyHeader(buffer, 0, new MessageHeaderDecoder())));
        Contract.assertServesReadersOfSeveralThreads(directory.resolve("channel"), format, trades, trade -> trade);
    }

    @Test
    void shouldWrapAFlyweightAroundThePayloadWhereItLies()
    {
        final byte[] bytes = Contract.encoded(newFormat(), new Trade(1, 2, Side.SELL, List.of(), "ACME"));
        final ByteBuffer source = Contract.space(256).put(16, bytes);
        final SbeFormat<TradeDecoder> flyweights = SbeFormat.reading(TradeDecoder.SCHEMA_ID,
            (buffer, reuse) -> (reuse == null ? new TradeDecoder() : reuse)
                .wrapAndApplyHeader(buffer, 0, headerDecoder));
        final TradeDecoder reuse = new TradeDecoder();
        assertSame(reuse, flyweights.decode(source, 16, bytes.length, reuse));
        assertEquals(new Trade(1, 2, Side.SELL, List.of(), "ACME"), toTrade(reuse));
        source.putLong(16 + MessageHeaderDecoder.ENCODED_LENGTH, 5);
        assertEquals(5, reuse.price());
        // A flyweight that is not reused looks at a copy of its own.
        final TradeDecoder own = flyweights.decode(source, 16, bytes.length);
        source.putLong(16 + MessageHeaderDecoder.ENCODED_LENGTH, 6);
        assertEquals(5, own.price());
        assertNotSame(own, flyweights.decode(source, 16, bytes.length));
    }

    @Test
    void shouldRefuseToReadWhatItOnlyWritesAndTheOtherWayRound()
    {
        final ByteBuffer memory = Contract.space(64);
        final SbeFormat<Trade> writing = SbeFormat.writing(TradeEncoder.SCHEMA_ID, this::encode);
        assertThrows(UnsupportedOperationException.class, () -> writing.decode(memory, 0, 32));
        final SbeFormat<Trade> reading = SbeFormat.reading(TradeEncoder.SCHEMA_ID, this::decode);
        final Trade trade = new Trade(1, 2, Side.SELL, List.of(), "ACME");
        assertThrows(UnsupportedOperationException.class, () -> reading.encode(trade, memory, 0, 64));
        assertEquals(writing.mediaType(), reading.mediaType());
    }

    @Test
    void shouldRefusePayloadsThatAreTooShort()
    {
        final Trade trade = new Trade(1, 2, Side.SELL, List.of(new Fill(3, 4)), "ACME");
        final byte[] bytes = Contract.encoded(newFormat(), trade);
        final ByteBuffer source = Contract.space(2 * bytes.length).put(0, bytes);
        for (int length = 0; length < bytes.length; length++)
        {
            final int cut = length;
            assertThrows(PayloadException.class, () -> newFormat().decode(source, 0, cut), "cut=" + cut);
            assertThrows(PayloadException.class, () -> newFormat().decode(source, 0, cut, trade), "cut=" + cut);
        }
        assertEquals(trade, newFormat().decode(source, 0, bytes.length));
    }

    @Test
    void shouldKeepAFlyweightThatIsUsedLaterFromWhatWasPublished()
    {
        final ByteBuffer target = Contract.space(256);
        assertTrue(newFormat().encode(new Trade(1, 2, Side.SELL, List.of(), "ACME"), target, 8, 200) > 0);
        assertThrows(IndexOutOfBoundsException.class, () -> encoder.price(9));
        assertEquals(1, target.getLong(8 + MessageHeaderEncoder.ENCODED_LENGTH));
    }

    @Test
    void shouldRefuseAChannelOfAnotherSchema(@TempDir final Path directory)
    {
        final Path path = directory.resolve("channel");
        ShmChannel.at(path).format(newFormat()).create();
        final SbeFormat<Trade> other = SbeFormat.of(92, this::encode, this::decode);
        final String message = assertThrows(ChannelMismatchException.class,
            () -> ShmChannel.at(path).format(other).openReader()).getMessage();
        assertTrue(message.contains(
            "format sbe (formatId=20, mediaType=application/x-sbe; schema-id=92) was asked for, " +
                "the channel has format sbe (formatId=20, mediaType=application/x-sbe; schema-id=91)"),
            message);
    }

    @Test
    void shouldAllocateNothing()
    {
        final Trade trade = new Trade(1, 2, Side.BUY, List.of(), "ACME");
        final SbeFormat<Trade> format = SbeFormat.of(TradeEncoder.SCHEMA_ID, (value, buffer) -> {
            encoder.wrapAndApplyHeader(buffer, 0, headerEncoder)
                .price(value.price()).quantity(value.quantity()).side(value.side()).fillsCount(0);
            encoder.symbol("");
            return MessageHeaderEncoder.ENCODED_LENGTH + encoder.encodedLength();
        }, this::decode);
        final SbeFormat<TradeDecoder> flyweights = SbeFormat.reading(TradeDecoder.SCHEMA_ID,
            (buffer, reuse) -> reuse.wrapAndApplyHeader(buffer, 0, headerDecoder));
        final TradeDecoder reuse = new TradeDecoder();
        final ByteBuffer target = Contract.space(256);
        Contract.assertAllocatesNothing(() -> {
            final int length = format.encode(trade, target, 8, 200);
            flyweights.decode(target, 8, length, reuse);
        });
        assertEquals(2, reuse.quantity());
    }
}
