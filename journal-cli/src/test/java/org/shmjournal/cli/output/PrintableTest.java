package org.shmjournal.cli.output;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class PrintableTest
{
    @Test
    void shouldLeaveWhatIsSeen()
    {
        assertEquals("/tmp/a b/\u00e4\u4e2d\ud83d\ude00", Printable.of(Path.of("/tmp/a b/\u00e4\u4e2d\ud83d\ude00")));
        assertEquals("null", Printable.of(null));
    }

    @Test
    void shouldEscapeWhatSteersATerminal()
    {
        assertEquals("\\u001b[2J\\u0007\\u007f\\u009b", Printable.of("\u001b[2J\u0007\u007f\u009b"));
    }

    @Test
    void shouldEscapeWhatBreaksALine()
    {
        assertEquals("a\\nb\\rc\\td\\u2028e\\u0085", Printable.of("a\nb\rc\td\u2028e\u0085"));
    }

    @Test
    void shouldEscapeWhatTurnsTextRound()
    {
        assertEquals("txt\\u202egpj\\u{e0001}", Printable.of("txt\u202egpj\udb40\udc01"));
    }
}
