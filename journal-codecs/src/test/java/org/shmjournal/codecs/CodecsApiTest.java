package org.shmjournal.codecs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.shmjournal.testing.ApiDump;

/** The public API is what is kept in a file; run with {@code -Dapi.update=true} to change it on purpose. */
class CodecsApiTest
{
    private static final Path KEPT = Path.of("api", "journal-codecs.api");

    @Test
    void shouldBeTheApiThatIsKept()
    {
        final String api = ApiDump.of(TextFormat.class, "org.shmjournal.codecs");
        assertFalse(api.isEmpty());
        assertEquals("", ApiDump.differences(KEPT, api), "the public API changed: if that is meant, run with -D" +
            ApiDump.UPDATE_PROPERTY + "=true, and look at the difference");
    }
}
