package org.shmjournal.codecs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What both ways of Chronicle-Bytes have in common. */
abstract class ChronicleBytesContract
{
    private static final TradeBytes TRADE = new TradeBytes(Long.MIN_VALUE, 100, "ACME \u00e9", 0.5);

    abstract ChronicleBytesFormat<TradeBytes> newFormat();

    @Provide
    Arbitrary<TradeBytes> trades()
    {
        return Combinators.combine(Arbitraries.longs(), Arbitraries.integers(),
            Arbitraries.strings().withCharRange('\u0000', '\ud7ff').ofMaxLength(300), Arbitraries.doubles())
            .as(TradeBytes::new);
    }

    @Property(tries = 300)
    void shouldDecodeWhatItEncoded(@ForAll("trades") final TradeBytes trade)
    {
        assertEquals(trade.toString(), Contract.roundTrip(newFormat(), trade).toString());
    }

    @Property(tries = 10)
    void shouldKeepToItsSpace(@ForAll("trades") final TradeBytes trade)
    {
        Contract.assertKeepsToItsSpace(newFormat(), trade);
    }

    @Test
    void shouldPassThroughAChannel(@TempDir final Path directory)
    {
        final List<TradeBytes> trades =
            IntStream.range(0, 100).mapToObj(i -> new TradeBytes(i, -i, "x".repeat(7 * i), i / 3.0)).toList();
        Contract.assertPassThroughAChannel(directory.resolve("channel"), newFormat(), trades, new TradeBytes(),
            TradeBytes::toString);
    }

    @Test
    void shouldServeReadersOfSeveralThreads(@TempDir final Path directory)
        throws InterruptedException, ExecutionException
    {
        final List<TradeBytes> trades =
            IntStream.range(0, 100).mapToObj(i -> new TradeBytes(i, -i, "x".repeat(i), i / 3.0)).toList();
        Contract.assertServesReadersOfSeveralThreads(directory.resolve("channel"), newFormat(), trades,
            TradeBytes::toString);
    }

    @Test
    void shouldOverwriteAValueThatIsReused()
    {
        final ChronicleBytesFormat<TradeBytes> format = newFormat();
        final byte[] bytes = Contract.encoded(format, TRADE);
        final ByteBuffer source = Contract.space(bytes.length).put(0, bytes);
        final TradeBytes reuse = new TradeBytes();
        assertSame(reuse, format.decode(source, 0, bytes.length, reuse));
        assertEquals(TRADE.toString(), reuse.toString());
    }

    @Test
    void shouldRefusePayloadsThatAreTooShort()
    {
        final ChronicleBytesFormat<TradeBytes> format = newFormat();
        final byte[] bytes = Contract.encoded(format, TRADE);
        final ByteBuffer source = Contract.space(2 * bytes.length).put(0, bytes);
        for (final int cut : new int[]{0, 1, 7, bytes.length - 1})
        {
            final String message = assertThrows(PayloadException.class,
                () -> format.decode(source, 0, cut), "cut=" + cut).getMessage();
            assertTrue(message.contains("payload of " + cut + " bytes"), message);
        }
        assertEquals(TRADE.toString(), format.decode(source, 0, bytes.length).toString());
    }

    @Test
    void shouldServeOneThreadAfterTheOther() throws InterruptedException, ExecutionException
    {
        final ChronicleBytesFormat<TradeBytes> format = newFormat();
        assertEquals(TRADE.toString(), Contract.roundTrip(format, TRADE).toString());
        final FutureTask<String> elsewhere = new FutureTask<>(() -> Contract.roundTrip(format, TRADE).toString());
        new Thread(elsewhere).start();
        assertEquals(TRADE.toString(), elsewhere.get());
    }

    @Test
    void shouldNameWhatItHoldsInTheMediaType()
    {
        assertEquals(30, newFormat().id());
        assertEquals("application/x-chronicle-bytes; type=trade", newFormat().mediaType());
        assertThrows(IllegalArgumentException.class, () -> ChronicleBytesFormat.of("a trade", TradeBytes::new));
    }

    @Test
    void shouldAllocateNothing()
    {
        final ChronicleBytesFormat<TradeBytes> format = newFormat();
        final TradeBytes trade = new TradeBytes(1, 2, "ACME", 3);
        final TradeBytes reuse = new TradeBytes();
        final ByteBuffer target = Contract.space(256);
        Contract.assertAllocatesNothing(() -> {
            trade.price(target.get(8));
            final int length = format.encode(trade, target, 8, 200);
            format.decode(target, 8, length, reuse);
        });
        assertEquals(trade.toString(), reuse.toString());
    }
}
