package org.shmjournal.codecs;

import net.openhft.chronicle.bytes.BytesIn;
import net.openhft.chronicle.bytes.BytesMarshallable;
import net.openhft.chronicle.bytes.BytesOut;

/** A trade that writes itself. */
final class TradeBytes implements BytesMarshallable
{
    private long price;
    private int quantity;
    private final StringBuilder symbol = new StringBuilder();
    private double factor;

    TradeBytes()
    {
    }

    TradeBytes(final long price, final int quantity, final String symbol, final double factor)
    {
        this.price = price;
        this.quantity = quantity;
        this.symbol.append(symbol);
        this.factor = factor;
    }

    @Override
    public void writeMarshallable(final BytesOut<?> bytes)
    {
        bytes.writeLong(price);
        bytes.writeStopBit(quantity);
        bytes.writeUtf8(symbol);
        bytes.writeDouble(factor);
    }

    @Override
    public void readMarshallable(final BytesIn<?> bytes)
    {
        price = bytes.readLong();
        quantity = (int)bytes.readStopBit();
        bytes.readUtf8(symbol);
        factor = bytes.readDouble();
    }

    void price(final long newPrice)
    {
        price = newPrice;
    }

    @Override
    public String toString()
    {
        return price + " " + quantity + " " + symbol + " " + factor;
    }
}
