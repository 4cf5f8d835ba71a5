package org.shmjournal.bench.codec;

import java.util.function.Supplier;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.cbor.CBORFactory;
import com.fasterxml.jackson.dataformat.smile.SmileFactory;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.shmjournal.DataFormat;
import org.shmjournal.codecs.ChronicleBytesFormat;
import org.shmjournal.codecs.DirectBufferFormat;
import org.shmjournal.codecs.JacksonFormat;
import org.shmjournal.codecs.TextFormat;

/** The ways of a trade. */
public enum Codec
{
    /** A line of text. */
    TEXT(() -> new Way<>(TextFormat.utf8(), "buy 100 ACME at 31400", "")),
    /** JSON by Jackson. */
    JSON(() -> trade(JacksonFormat.json(Trade.class))),
    /** CBOR by Jackson. */
    CBOR(() -> trade(JacksonFormat.of(new ObjectMapper(new CBORFactory()), Trade.class))),
    /** Smile by Jackson. */
    SMILE(() -> trade(JacksonFormat.of(new ObjectMapper(new SmileFactory()), Trade.class))),
    /** Bytes in Agrona's buffers. */
    DIRECT_BUFFER(() -> new Way<DirectBuffer>(DirectBufferFormat.raw(), new UnsafeBuffer(new byte[24]),
        new UnsafeBuffer(0, 0))),
    /** SBE, in the map. */
    SBE(() -> trade(SbeTrades.newFormat())),
    /** Chronicle-Bytes, without flags. */
    CHRONICLE_HEAP(() -> trade(ChronicleBytesFormat.of("trade", Trade::new))),
    /** Chronicle-Bytes, in the map. */
    CHRONICLE_DIRECT(() -> trade(ChronicleBytesFormat.direct("trade", Trade::new)));

    private final Supplier<Way<?>> ways;

    Codec(final Supplier<Way<?>> ways)
    {
        this.ways = ways;
    }

    Way<?> newWay()
    {
        return ways.get();
    }

    private static Way<Trade> trade(final DataFormat<Trade> format)
    {
        final Trade trade = new Trade();
        trade.price = 31_400;
        trade.quantity = 100;
        trade.symbol = "ACME";
        return new Way<>(format, trade, new Trade());
    }
}
