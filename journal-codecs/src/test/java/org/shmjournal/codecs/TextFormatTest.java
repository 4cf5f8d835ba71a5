package org.shmjournal.codecs;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TextFormatTest
{
    private static final int OFFSET = 3;
    private static final byte UNTOUCHED = 0x5A;

    private final TextFormat format = TextFormat.utf8();

    @ParameterizedTest
    @ValueSource(strings = {
        "", "a", "seven c", "eight ch", "nine char", "plain ASCII that is longer than two words\u0000\u007f",
        "\u0080", "\u07ff", "\u0800", "\uffff", "caf\u00e9", "eight ché\u00e9", "\u4e2d\u6587\u5b57\u7b26",
        "\ud83d\ude00", "a\ud83d\ude00b", "\udbff\udfff", "\ud83d", "\ude00", "\ude00\ud83d", "x\ud83dy",
        "\ud83d\ud83d\ude00", "ends with half a pair \ud83d", "1234567\ud83d\ude008"})
    void shouldEncodeAsTheJdkDoes(final String text)
    {
        assertSameAsJdk(text);
    }

    @Test
    void shouldEncodeAnyCharsAsTheJdkDoes()
    {
        final Random random = new Random(42);
        for (int i = 0; i < 20_000; i++)
        {
            assertSameAsJdk(randomText(random, random.nextInt(40)));
        }
    }

    @Test
    void shouldTouchNothingBeyondWhatIsAvailable()
    {
        final Random random = new Random(7);
        for (int i = 0; i < 2_000; i++)
        {
            final String text = randomText(random, random.nextInt(12));
            final int length = text.getBytes(StandardCharsets.UTF_8).length;
            for (int available = 0; available <= length + 1; available++)
            {
                final ByteBuffer target = target(length + 32);
                final int encoded = format.encode(text, target, OFFSET, available);
                assertTrue(available < length ? encoded < 0 : encoded == length,
                    "length=" + length + " available=" + available + " encoded=" + encoded);
                assertUntouched(target, 0, OFFSET);
                assertUntouched(target, OFFSET + available, target.capacity());
            }
        }
    }

    @Property(tries = 1000)
    void shouldDecodeAnyTextThatItEncoded(@ForAll final String text)
    {
        final String whole = new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
        assertEquals(whole, Contract.roundTrip(format, text));
    }

    @Property(tries = 50)
    void shouldKeepToItsSpace(@ForAll @StringLength(max = 60) final String text)
    {
        Contract.assertKeepsToItsSpace(format, text);
    }

    @Test
    void shouldPassThroughAChannel(@TempDir final Path directory)
    {
        final List<String> texts = IntStream.range(0, 300).mapToObj(i -> "\u00e9x".repeat(i)).toList();
        Contract.assertPassThroughAChannel(directory.resolve("channel"), format, texts, "", text -> text);
    }

    @Test
    void shouldAllocateNothingToEncode()
    {
        final ByteBuffer target = target(64);
        Contract.assertAllocatesNothing(() -> format.encode("caf\u00e9 \u4e2d \ud83d\ude00", target, OFFSET, 40));
    }

    @Test
    void shouldDecodeWhatItEncoded()
    {
        final String text = "caf\u00e9 \u4e2d \ud83d\ude00";
        final ByteBuffer target = target(64);
        final int length = format.encode(text, target, OFFSET, 40);
        assertEquals(text, format.decode(target.asReadOnlyBuffer(), OFFSET, length));
    }

    @Test
    void shouldReplaceMalformedBytes()
    {
        final ByteBuffer source = target(4);
        source.put(0, (byte)0xFF);
        source.put(1, (byte)'a');
        assertEquals("\ufffda", format.decode(source, 0, 2));
    }

    @Test
    void shouldCarryTheIdAndMediaTypeOfText()
    {
        assertEquals(3, format.id());
        assertEquals("text/plain; charset=utf-8", format.mediaType());
    }

    private void assertSameAsJdk(final String text)
    {
        final byte[] expected = text.getBytes(StandardCharsets.UTF_8);
        final ByteBuffer target = target(expected.length + 32);
        final int length = format.encode(text, target, OFFSET, expected.length);
        assertEquals(expected.length, length, text);
        final byte[] actual = new byte[length];
        target.get(OFFSET, actual);
        assertArrayEquals(expected, actual, text);
    }

    private static void assertUntouched(final ByteBuffer target, final int from, final int to)
    {
        for (int i = from; i < to; i++)
        {
            assertEquals(UNTOUCHED, target.get(i), "index=" + i);
        }
    }

    private static ByteBuffer target(final int capacity)
    {
        final ByteBuffer target = ByteBuffer.allocateDirect(capacity).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < capacity; i++)
        {
            target.put(i, UNTOUCHED);
        }
        return target;
    }

    private static String randomText(final Random random, final int length)
    {
        final char[] chars = new char[length];
        for (int i = 0; i < length; i++)
        {
            chars[i] = switch (random.nextInt(5))
            {
                case 0 -> (char)random.nextInt(0x800);
                case 1 -> (char)random.nextInt(0x10000);
                case 2 -> (char)(0xD800 + random.nextInt(0x800));
                default -> (char)random.nextInt(0x80);
            };
        }
        return new String(chars);
    }
}
