package org.shmjournal.cli.output;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A payload copied out of the map, to be looked at as text.
 */
public final class Payload
{
    private final CharsetDecoder strict = StandardCharsets.UTF_8.newDecoder();
    private final CharsetDecoder lenient = StandardCharsets.UTF_8.newDecoder()
        .onMalformedInput(CodingErrorAction.REPLACE);
    private byte[] bytes = new byte[1024];
    private int length;

    /** Takes a record's payload. */
    public void set(final ByteBuffer buffer, final int offset, final int payloadLength)
    {
        if (payloadLength > bytes.length)
        {
            bytes = new byte[Math.max(payloadLength, (int)Math.min(2L * bytes.length, Integer.MAX_VALUE - 8))];
        }
        buffer.get(offset, bytes, 0, payloadLength);
        length = payloadLength;
    }

    /** The bytes; only the first {@link #length} count. */
    byte[] bytes()
    {
        return bytes;
    }

    int length()
    {
        return length;
    }

    /** The text, or null where it is no valid UTF-8. */
    String text()
    {
        try
        {
            return strict.decode(ByteBuffer.wrap(bytes, 0, length)).toString();
        }
        catch (final CharacterCodingException malformed)
        {
            return null;
        }
    }

    /** Whether some bytes, at least one, stand in it together. */
    public boolean contains(final byte[] wanted)
    {
        final byte first = wanted[0];
        for (int i = 0; i <= length - wanted.length; i++)
        {
            if (bytes[i] == first && Arrays.equals(bytes, i, i + wanted.length, wanted, 0, wanted.length))
            {
                return true;
            }
        }
        return false;
    }

    /** The text, malformed bytes replaced. */
    public CharBuffer anyText()
    {
        try
        {
            return lenient.decode(ByteBuffer.wrap(bytes, 0, length));
        }
        catch (final CharacterCodingException impossible)
        {
            throw new IllegalStateException(impossible);
        }
    }
}
