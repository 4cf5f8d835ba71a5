package org.shmjournal.codecs;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.shmjournal.DataFormat;

/**
 * Text as UTF-8, encoded straight into the map without allocating.
 * <p>
 * Every record is one string, without any terminator. A surrogate without its partner becomes a question mark, as in
 * {@link String#getBytes(java.nio.charset.Charset)}; malformed bytes decode to U+FFFD, as in
 * {@link String#String(byte[], java.nio.charset.Charset)}. Holds no state: one instance serves any number of threads.
 */
public final class TextFormat implements DataFormat<String>
{
    /** The id that a channel of text carries in its header. */
    public static final int ID = 3;

    /** The media type that a channel of text carries in its header. */
    public static final String MEDIA_TYPE = "text/plain; charset=utf-8";

    private static final TextFormat UTF_8 = new TextFormat();
    private static final int DOES_NOT_FIT = -1;
    private static final byte REPLACEMENT = '?';

    private TextFormat()
    {
    }

    /** Text as UTF-8. */
    public static TextFormat utf8()
    {
        return UTF_8;
    }

    @Override
    public int id()
    {
        return ID;
    }

    @Override
    public String mediaType()
    {
        return MEDIA_TYPE;
    }

    @Override
    public boolean keepsBuffers()
    {
        return false;
    }

    @Override
    public int encode(final String value, final ByteBuffer target, final int offset, final int available)
    {
        final int length = value.length();
        // No char takes less than one byte, so what follows needs no bounds until the first char above ASCII.
        if (length > available)
        {
            return DOES_NOT_FIT;
        }
        final int ascii = encodeAscii(value, target, offset);

        return ascii == length ? length : encodeFrom(ascii, value, target, offset, available);
    }

    @Override
    public String decode(final ByteBuffer source, final int offset, final int length)
    {
        final byte[] bytes = new byte[length];
        source.get(offset, bytes, 0, length);

        return new String(bytes, StandardCharsets.UTF_8);
    }

    /** Encodes the chars before the first eight among which one is above ASCII; returns how many. */
    private static int encodeAscii(final String value, final ByteBuffer target, final int offset)
    {
        final int length = value.length();
        if (length < Long.BYTES)
        {
            return encodeShortAscii(value, target, offset);
        }
        final int last = length - Long.BYTES;
        for (int i = 0; i < last; i += Long.BYTES)
        {
            if (!putAscii(value, i, target, offset + i))
            {
                return i;
            }
        }

        // The last eight overlap those before them, so that no rest is left.
        return putAscii(value, last, target, offset + last) ? length : last;
    }

    private static int encodeShortAscii(final String value, final ByteBuffer target, final int offset)
    {
        final int length = value.length();
        for (int i = 0; i < length; i++)
        {
            final char c = value.charAt(i);
            if (c >= 0x80)
            {
                return i;
            }
            target.put(offset + i, (byte)c);
        }
        return length;
    }

    /** Puts eight chars if they are all ASCII. */
    private static boolean putAscii(final String value, final int index, final ByteBuffer target, final int offset)
    {
        final char c0 = value.charAt(index);
        final char c1 = value.charAt(index + 1);
        final char c2 = value.charAt(index + 2);
        final char c3 = value.charAt(index + 3);
        final char c4 = value.charAt(index + 4);
        final char c5 = value.charAt(index + 5);
        final char c6 = value.charAt(index + 6);
        final char c7 = value.charAt(index + 7);
        if ((c0 | c1 | c2 | c3 | c4 | c5 | c6 | c7) >= 0x80)
        {
            return false;
        }
        final int low = c0 | c1 << 8 | c2 << 16 | c3 << 24;
        final int high = c4 | c5 << 8 | c6 << 16 | c7 << 24;
        target.putLong(offset, (long)high << 32 | low);

        return true;
    }

    private static int encodeFrom(
        final int start, final String value, final ByteBuffer target, final int offset, final int available)
    {
        final int length = value.length();
        final int end = offset + available;
        int at = offset + start;
        int i = start;
        while (i < length)
        {
            final char c = value.charAt(i++);
            if (c < 0x80)
            {
                if (at == end)
                {
                    return DOES_NOT_FIT;
                }
                target.put(at++, (byte)c);
            }
            else if (c < 0x800)
            {
                if (end - at < 2)
                {
                    return DOES_NOT_FIT;
                }
                target.putShort(at, (short)(0xC0 | c >> 6 | (0x80 | c & 0x3F) << 8));
                at += 2;
            }
            else if (!Character.isSurrogate(c))
            {
                if (end - at < 3)
                {
                    return DOES_NOT_FIT;
                }
                target.putShort(at, (short)(0xE0 | c >> 12 | (0x80 | c >> 6 & 0x3F) << 8));
                target.put(at + 2, (byte)(0x80 | c & 0x3F));
                at += 3;
            }
            else if (Character.isHighSurrogate(c) && i < length && Character.isLowSurrogate(value.charAt(i)))
            {
                if (end - at < 4)
                {
                    return DOES_NOT_FIT;
                }
                putSupplementary(Character.toCodePoint(c, value.charAt(i++)), target, at);
                at += 4;
            }
            else
            {
                if (at == end)
                {
                    return DOES_NOT_FIT;
                }
                target.put(at++, REPLACEMENT);
            }
        }

        return at - offset;
    }

    private static void putSupplementary(final int codePoint, final ByteBuffer target, final int offset)
    {
        target.putInt(offset, 0xF0 | codePoint >> 18 |
            (0x80 | codePoint >> 12 & 0x3F) << 8 |
            (0x80 | codePoint >> 6 & 0x3F) << 16 |
            (0x80 | codePoint & 0x3F) << 24);
    }
}
