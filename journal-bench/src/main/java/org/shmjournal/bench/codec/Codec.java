package org.shmjournal.bench.codec;

import java.util.function.Supplier;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.cbor.CBORFactory;
import com.fasterxml.jackson.dataformat.smile.SmileFactory;
import org.shmjournal.DataFormat;
import org.shmjournal.codecs.ChronicleBytesFormat;
import org.shmjournal.codecs.JacksonFormat;

/** The ways of a trade. */
public enum Codec
{
    /** JSON by Jackson. */
    JSON(() -> JacksonFormat.json(Trade.class)),
    /** CBOR by Jackson. */
    CBOR(() -> JacksonFormat.of(new ObjectMapper(new CBORFactory()), Trade.class)),
    /** Smile by Jackson. */
    SMILE(() -> JacksonFormat.of(new ObjectMapper(new SmileFactory()), Trade.class)),
    /** SBE, in the map. */
    SBE(SbeTrades::newFormat),
    /** Chronicle-Bytes, without flags. */
    CHRONICLE_HEAP(() -> ChronicleBytesFormat.of("trade", Trade::new)),
    /** Chronicle-Bytes, in the map. */
    CHRONICLE_DIRECT(() -> ChronicleBytesFormat.direct("trade", Trade::new));

    private final Supplier<DataFormat<Trade>> formats;

    Codec(final Supplier<DataFormat<Trade>> formats)
    {
        this.formats = formats;
    }

    DataFormat<Trade> newFormat()
    {
        return formats.get();
    }
}
