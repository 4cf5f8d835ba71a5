package org.shmjournal.layout;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClaimsWordTest
{
    @ParameterizedTest
    @ValueSource(longs = {0, 8, 112, 65536, 1L << 40, 1L << 62})
    void shouldTellItsPositionAndEveryBitThatWasChanged(final long position)
    {
        final long word = ClaimsWord.of(position);
        assertTrue(ClaimsWord.isIntact(word));
        assertEquals(position, ClaimsWord.position(word));
        assertNotEquals(0, word);
        assertNotEquals(ClaimsWord.NONE, word);
        for (int bit = 0; bit < Long.SIZE; bit++)
        {
            assertFalse(ClaimsWord.isIntact(word ^ 1L << bit), "bit " + bit);
        }
    }

    @Test
    void shouldBeTheDocumentedWords()
    {
        assertEquals(0x1000_0000_0000_0001L, ClaimsWord.of(0));
        assertEquals(0xF000_0000_0000_000FL, ClaimsWord.of(112));
        assertEquals(-1L, ClaimsWord.NONE);
        assertTrue(ClaimsWord.isIntact(ClaimsWord.NONE));
        assertFalse(ClaimsWord.isIntact(0));
    }
}
