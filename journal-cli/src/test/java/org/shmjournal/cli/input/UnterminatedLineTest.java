package org.shmjournal.cli.input;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UnterminatedLineTest
{
    @ParameterizedTest
    @CsvSource({"'', false", "LN, true", "aLN, true", "N, false", "L, false", "LNa, false", "NL, false",
        "aNLN, true", "LNN, false"})
    void shouldKnowTheMarkAtTheEndOnly(final String shape, final boolean marked)
    {
        final byte[] bytes = ("LN" + shape.replace('L', '\n').replace('N', '\0') + "\0")
            .getBytes(StandardCharsets.ISO_8859_1);
        assertEquals(marked, UnterminatedLine.isMarked(ByteBuffer.wrap(bytes), 2, shape.length()));
    }
}
