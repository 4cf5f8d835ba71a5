package org.shmjournal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.shmjournal.testing.ApiDump;

/** The public API is what is kept in a file; run with {@code -Dapi.update=true} to change it on purpose. */
class ApiTest
{
    private static final Path KEPT = Path.of("api", "journal-core.api");

    @Test
    void shouldBeTheApiThatIsKept()
    {
        final String api = ApiDump.of(ShmChannel.class, "org.shmjournal", "org.shmjournal.async",
            "org.shmjournal.error", "org.shmjournal.io");
        assertFalse(api.isEmpty());
        assertEquals("", ApiDump.differences(KEPT, api), "the public API changed: if that is meant, run with -D" +
            ApiDump.UPDATE_PROPERTY + "=true, and look at the difference");
    }
}
