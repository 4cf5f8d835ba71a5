package org.shmjournal.layout;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.math.BigInteger;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The words as told in the format's specification, once more in arithmetic without overflow. */
class RecordWordTest
{
    private static final BigInteger TWO_TO_64 = BigInteger.ONE.shiftLeft(64);
    private static final BigInteger MULTIPLIER = new BigInteger("9E3779B97F4A7C15", 16);

    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "1, B456BCFC34C2CB2C",
        "2, 3ABF2A20650683E7",
        "123456789ABCDEF, 87CBFBFE89022CEA",
        "FFFFFFFFFFFFFFFF, 64B5720B4B825F21"})
    void shouldMixAsMurmurHash3Does(final String value, final String mixed)
    {
        assertEquals(Long.parseUnsignedLong(mixed, 16), RecordWord.fmix64(Long.parseUnsignedLong(value, 16)));
        assertEquals(Long.parseUnsignedLong(mixed, 16), slowMix(Long.parseUnsignedLong(value, 16)));
    }

    @Test
    void shouldDeriveTheSaltFromInstanceNumberAndEpoch()
    {
        assertEquals(0x87CB_FBFE_8902_2CEAL, RecordWord.salt(0x0123_4567_89AB_CDEFL, 0, 0));
        assertEquals(slowMix(7 ^ slowMix(5 ^ slowMix(3))), RecordWord.salt(7, 5, 3));
    }

    @Test
    void shouldComposeTheWordsOfTheWorkedExample()
    {
        final long salt = 0x87CB_FBFE_8902_2CEAL;

        assertEquals(0x7203_8123_2000_0000L, RecordWord.of(salt, 0x20, RecordWord.low(RecordWord.HEARTBEAT, 0)));
        assertEquals(0x4AE5_D66F_5000_0000L, RecordWord.of(salt, 0x38, RecordWord.low(RecordWord.CLOSE, 0)));
        assertEquals(0x1723_DD9D_1000_000CL, RecordWord.withChecksum(
            RecordWord.of(salt, 0, RecordWord.low(RecordWord.DATA, 12)), 0x5DA3_A881));
        assertEquals(0x6E64_CC09_1000_0000L, RecordWord.withChecksum(
            RecordWord.of(salt, 0x28, RecordWord.low(RecordWord.DATA, 0)), 0xB1DE_34B3));
    }

    @Test
    void shouldComposeAnyWordAsSpecified()
    {
        final Random random = new Random(1);
        for (int i = 0; i < 10_000; i++)
        {
            final long salt = random.nextLong();
            final int offset = random.nextInt(1 << 30) & -8;
            final int kind = 1 + random.nextInt(8);
            final int length = random.nextInt(1 << 28);
            final long word = RecordWord.of(salt, offset, RecordWord.low(kind, length));

            assertEquals(slowWord(salt, offset, kind, length), word);
            assertEquals(kind, RecordWord.kind(word));
            assertEquals(length, RecordWord.length(word));
            assertEquals(kind << 28 | length, RecordWord.low(word));
        }
    }

    @Test
    void shouldTellTheSameWordAtAnotherPlaceApart()
    {
        final int low = RecordWord.low(RecordWord.DATA, 8);
        final long word = RecordWord.of(RecordWord.salt(1, 2, 3), 64, low);

        assertNotEquals(word, RecordWord.of(RecordWord.salt(1, 2, 3), 72, low));
        assertNotEquals(word, RecordWord.of(RecordWord.salt(1, 2, 4), 64, low));
        assertNotEquals(word, RecordWord.of(RecordWord.salt(1, 3, 3), 64, low));
        assertNotEquals(word, RecordWord.of(RecordWord.salt(2, 2, 3), 64, low));
    }

    @Test
    void shouldMixTheChecksumIntoTheCheckAlone()
    {
        assertEquals(0xFFFF_FFFF_0000_0000L, RecordWord.withChecksum(0, -1));
        assertEquals(0x0000_0001_1234_5678L, RecordWord.withChecksum(0x0000_0000_1234_5678L, 1));
    }

    @ParameterizedTest
    @CsvSource({"0,0", "1,8", "7,8", "8,8", "9,16", "268435440,268435440", "268435449,268435456"})
    void shouldAlignToEightBytes(final int length, final int aligned)
    {
        assertEquals(aligned, RecordWord.align(length));
    }

    @Test
    void shouldHaveALongerHeaderWithTimestamps()
    {
        assertEquals(8, RecordWord.headerLength(false));
        assertEquals(16, RecordWord.headerLength(true));
    }

    @Test
    void shouldNameEveryKind()
    {
        assertEquals("DATA", RecordWord.kindName(RecordWord.DATA));
        assertEquals("END", RecordWord.kindName(RecordWord.END));
        assertEquals("15", RecordWord.kindName(15));
    }

    private static long slowWord(final long salt, final int offset, final int kind, final int length)
    {
        final BigInteger low = BigInteger.valueOf(((long)kind << 28) + length);
        final BigInteger place = BigInteger.valueOf(offset).shiftLeft(32).or(low);
        final BigInteger product = unsigned(salt).xor(place).multiply(MULTIPLIER).mod(TWO_TO_64);
        return product.shiftRight(32).shiftLeft(32).or(low).longValue();
    }

    private static long slowMix(final long value)
    {
        BigInteger mixed = unsigned(value);
        for (final String factor : new String[]{"FF51AFD7ED558CCD", "C4CEB9FE1A85EC53"})
        {
            mixed = mixed.xor(mixed.shiftRight(33)).multiply(new BigInteger(factor, 16)).mod(TWO_TO_64);
        }
        return mixed.xor(mixed.shiftRight(33)).longValue();
    }

    private static BigInteger unsigned(final long value)
    {
        return BigInteger.valueOf(value).mod(TWO_TO_64);
    }
}
