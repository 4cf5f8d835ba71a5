package org.shmjournal.codecs;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.BufferOverflowException;
import java.nio.ByteBuffer;
import net.openhft.chronicle.bytes.BytesIn;
import net.openhft.chronicle.bytes.BytesMarshallable;
import net.openhft.chronicle.bytes.BytesOut;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Straight into the map. */
@Tag("flags")
@net.jqwik.api.Tag("flags")
class ChronicleBytesFormatFlaggedTest extends ChronicleBytesContract
{
    /** Keeps what it was given. */
    private static final class Clinging implements BytesMarshallable
    {
        private BytesOut<?> kept;

        @Override
        public void writeMarshallable(final BytesOut<?> bytes)
        {
            kept = bytes;
            bytes.writeInt(7);
        }

        @Override
        public void readMarshallable(final BytesIn<?> bytes)
        {
            throw new UnsupportedOperationException();
        }
    }

    @Override
    ChronicleBytesFormat<TradeBytes> newFormat()
    {
        return ChronicleBytesFormat.direct("trade", TradeBytes::new);
    }

    @Test
    void shouldStoreWhatTheOtherWayStores()
    {
        final TradeBytes trade = new TradeBytes(1, 2, "ACME", 3);
        assertArrayEquals(Contract.encoded(ChronicleBytesFormat.of("trade", TradeBytes::new), trade),
            Contract.encoded(newFormat(), trade));
    }

    @Test
    void shouldKeepBytesThatAreUsedLaterFromWhatWasPublished()
    {
        final ChronicleBytesFormat<Clinging> format = ChronicleBytesFormat.direct("clinging", Clinging::new);
        final Clinging clinging = new Clinging();
        final ByteBuffer target = Contract.space(64);
        assertEquals(4, format.encode(clinging, target, 8, 32));
        assertThrows(BufferOverflowException.class, () -> clinging.kept.writeInt(8));
        assertEquals(7, target.getInt(8));
        assertEquals(0x5A5A5A5A, target.getInt(12));
    }
}
