package org.shmjournal.bench.codec;

import com.fasterxml.jackson.annotation.JsonAutoDetect;
import net.openhft.chronicle.bytes.BytesIn;
import net.openhft.chronicle.bytes.BytesMarshallable;
import net.openhft.chronicle.bytes.BytesOut;

/** What is encoded: two numbers and a few letters. */
@JsonAutoDetect(
    fieldVisibility = JsonAutoDetect.Visibility.ANY,
    getterVisibility = JsonAutoDetect.Visibility.NONE,
    isGetterVisibility = JsonAutoDetect.Visibility.NONE)
final class Trade implements BytesMarshallable
{
    long price;
    int quantity;
    String symbol;

    @Override
    public void writeMarshallable(final BytesOut<?> bytes)
    {
        bytes.writeLong(price);
        bytes.writeInt(quantity);
        bytes.writeUtf8(symbol);
    }

    @Override
    public void readMarshallable(final BytesIn<?> bytes)
    {
        price = bytes.readLong();
        quantity = bytes.readInt();
        symbol = bytes.readUtf8();
    }
}
