package org.shmjournal.bench.codec;

import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.shmjournal.codecs.SbeFormat;
import org.shmjournal.codecs.sbe.MessageHeaderDecoder;
import org.shmjournal.codecs.sbe.MessageHeaderEncoder;
import org.shmjournal.codecs.sbe.Side;
import org.shmjournal.codecs.sbe.TradeDecoder;
import org.shmjournal.codecs.sbe.TradeEncoder;

/** Trades by generated flyweights. One thread. */
final class SbeTrades
{
    private final MessageHeaderEncoder headerEncoder = new MessageHeaderEncoder();
    private final TradeEncoder encoder = new TradeEncoder();
    private final MessageHeaderDecoder headerDecoder = new MessageHeaderDecoder();
    private final TradeDecoder decoder = new TradeDecoder();

    private SbeTrades()
    {
    }

    static SbeFormat<Trade> newFormat()
    {
        final SbeTrades trades = new SbeTrades();
        return SbeFormat.of(TradeEncoder.SCHEMA_ID, trades::encode, trades::decode);
    }

    private int encode(final Trade trade, final MutableDirectBuffer buffer)
    {
        encoder.wrapAndApplyHeader(buffer, 0, headerEncoder)
            .price(trade.price).quantity(trade.quantity).side(Side.BUY).fillsCount(0);
        encoder.symbol(trade.symbol);
        return MessageHeaderEncoder.ENCODED_LENGTH + encoder.encodedLength();
    }

    private Trade decode(final DirectBuffer buffer, final Trade reuse)
    {
        decoder.wrapAndApplyHeader(buffer, 0, headerDecoder);
        final Trade trade = reuse == null ? new Trade() : reuse;
        trade.price = decoder.price();
        trade.quantity = decoder.quantity();
        decoder.fills();
        trade.symbol = decoder.symbol();
        return trade;
    }
}
