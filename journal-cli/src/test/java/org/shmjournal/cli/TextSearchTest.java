package org.shmjournal.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.shmjournal.cli.output.PayloadDecoder;

class TextSearchTest
{
    private static final byte[][] PAYLOADS = {
        {},
        bytes("buy"),
        bytes("buy 100 ACME"),
        bytes("ACM ACME"),
        bytes("gr\u00fcn und \u4e2d\u6587"),
        bytes("a.c a+c (x) [y] \uFFFD"),
        {(byte)0xFF, 'A', 'C', 'M', 'E'},
        {'A', 'C', (byte)0xC3, 'M', 'E'},
        {(byte)0xC3, 'b', 'u', 'y', (byte)0xBC}};

    private static byte[] bytes(final String text)
    {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** Among the bytes or in the text, with the same outcome. */
    @ParameterizedTest
    @ValueSource(
        strings = {"ACME", "buy", "y", "\u00fcn", "\u6587", "\uFFFD", "a.c", "a\\+c", "(?i)acme", "x|M", "^buy$",
            "buy 100 ACMEx", " "})
    void shouldFindWhatARegularExpressionFindsInTheText(final String regex)
    {
        final Pattern pattern = Pattern.compile(regex);
        final TextSearch search = new TextSearch(pattern, PayloadDecoder.NONE);
        for (final byte[] payload : PAYLOADS)
        {
            final String text = new String(payload, StandardCharsets.UTF_8);
            assertEquals(pattern.matcher(text).find(), search.isIn(ByteBuffer.wrap(payload), 0, payload.length),
                regex + " in " + text);
        }
    }
}
