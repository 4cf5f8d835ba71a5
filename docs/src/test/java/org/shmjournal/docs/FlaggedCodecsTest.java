package org.shmjournal.docs;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import net.openhft.chronicle.bytes.BytesIn;
import net.openhft.chronicle.bytes.BytesMarshallable;
import net.openhft.chronicle.bytes.BytesOut;
import org.agrona.DirectBuffer;
import org.agrona.ExpandableArrayBuffer;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.shmjournal.ShmChannel;
import org.shmjournal.ShmReader;
import org.shmjournal.ShmWriter;
import org.shmjournal.codecs.ChronicleBytesFormat;
import org.shmjournal.codecs.DirectBufferFormat;
import org.shmjournal.codecs.SbeFormat;
import org.shmjournal.codecs.sbe.MessageHeaderDecoder;
import org.shmjournal.codecs.sbe.MessageHeaderEncoder;
import org.shmjournal.codecs.sbe.Side;
import org.shmjournal.codecs.sbe.TradeDecoder;
import org.shmjournal.codecs.sbe.TradeEncoder;

/** The codecs that work on the map itself, for which the JVM needs flags. */
@Tag("flags")
class FlaggedCodecsTest
{
    @TempDir
    private Path path;

    private final List<Object> handled = new ArrayList<>();

    // example: sbe trade
    record Trade(long price, int quantity, String symbol)
    {
    }

    static final class TradeMessages
    {
        private final MessageHeaderEncoder headerEncoder = new MessageHeaderEncoder();
        private final TradeEncoder encoder = new TradeEncoder();
        private final MessageHeaderDecoder headerDecoder = new MessageHeaderDecoder();

        int encode(final Trade trade, final MutableDirectBuffer buffer)
        {
            encoder.wrapAndApplyHeader(buffer, 0, headerEncoder)
                .price(trade.price())
                .quantity(trade.quantity())
                .side(Side.BUY)
                .fillsCount(0);
            encoder.symbol(trade.symbol());
            return MessageHeaderEncoder.ENCODED_LENGTH + encoder.encodedLength();
        }

        TradeDecoder decode(final DirectBuffer buffer, final TradeDecoder reuse)
        {
            final TradeDecoder decoder = reuse == null ? new TradeDecoder() : reuse;
            return decoder.wrapAndApplyHeader(buffer, 0, headerDecoder);
        }
    }
    // end

    @Test
    void shouldPassMessagesOfSbeOn()
    {
        // example: sbe
        final TradeMessages messages = new TradeMessages();
        final ShmChannel<Trade> out =
            ShmChannel.at(path).format(SbeFormat.writing(TradeEncoder.SCHEMA_ID, messages::encode));
        try (ShmWriter<Trade> trades = out.openWriter())
        {
            trades.write(new Trade(31_400, 100, "ACME"));
        }

        final ShmChannel<TradeDecoder> in =
            ShmChannel.at(path).format(SbeFormat.reading(TradeDecoder.SCHEMA_ID, messages::decode));
        try (ShmReader<TradeDecoder> trades = in.openReader())
        {
            trades.poll(new TradeDecoder(), trade -> handle(trade.price() * trade.quantity()), 64);
        }
        // end
        assertEquals(List.of(3_140_000L), handled);
    }

    @Test
    void shouldPassBuffersOn()
    {
        // example: direct buffer
        final ShmChannel<DirectBuffer> channel = ShmChannel.at(path).format(DirectBufferFormat.raw());
        try (ShmWriter<DirectBuffer> messages = channel.openWriter())
        {
            final UnsafeBuffer message = new UnsafeBuffer(new byte[12]);
            message.putLong(0, 31_400);
            message.putInt(8, 100);
            messages.write(message);
        }
        try (ShmReader<DirectBuffer> messages = channel.openReader())
        {
            messages.poll(new UnsafeBuffer(0, 0), message -> handle(message.getLong(0)), 64);
        }
        // end
        assertEquals(List.of(31_400L), handled);
    }

    @Test
    void shouldPassPartsOfBuffersOn()
    {
        final ShmChannel<DirectBuffer> channel = ShmChannel.at(path).format(DirectBufferFormat.raw());
        try (ShmWriter<DirectBuffer> messages = channel.openWriter())
        {
            final ExpandableArrayBuffer buffer = new ExpandableArrayBuffer();
            final int length = buffer.putStringWithoutLengthAscii(0, "buy 100 ACME");
            messages.write(new UnsafeBuffer(buffer, 0, length));
        }
        try (ShmReader<DirectBuffer> messages = channel.openReader())
        {
            messages.poll(message -> handle(message.getStringWithoutLengthAscii(0, message.capacity())), 64);
        }
        assertEquals(List.of("buy 100 ACME"), handled);
    }

    /** As in the guide's other example. */
    static final class Quote implements BytesMarshallable
    {
        private long bid;

        @Override
        public void writeMarshallable(final BytesOut<?> bytes)
        {
            bytes.writeLong(bid);
        }

        @Override
        public void readMarshallable(final BytesIn<?> bytes)
        {
            bid = bytes.readLong();
        }
    }

    @Test
    void shouldPassBytesOfChronicleOnWithoutACopy()
    {
        final Quote quote = new Quote();
        quote.bid = 7;
        // example: chronicle direct
        final ShmChannel<Quote> channel =
            ShmChannel.at(path).format(ChronicleBytesFormat.direct("quote", Quote::new));
        // end
        try (ShmWriter<Quote> quotes = channel.openWriter())
        {
            quotes.write(quote);
        }
        try (ShmReader<Quote> quotes = channel.openReader())
        {
            quotes.poll(each -> handle(each.bid), 64);
        }
        assertEquals(List.of(7L), handled);
    }

    private void handle(final Object value)
    {
        handled.add(value);
    }
}
