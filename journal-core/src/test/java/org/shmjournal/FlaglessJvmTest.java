package org.shmjournal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.shmjournal.testing.ChannelProgram;
import org.shmjournal.testing.ChildJvm;

/** The journal needs no flag of the JVM, and says nothing on standard error. */
class FlaglessJvmTest extends ChannelFixture
{
    @Test
    void shouldRunOnTheClassPathAndSayNothing()
    {
        assertRuns(ChildJvm.of(ChannelProgram.class), "unnamed module");
    }

    @Test
    void shouldRunOnTheModulePathAndSayNothing()
    {
        assertRuns(ChildJvm.onModulePath(ChannelProgram.class), "module org.shmjournal.core");
    }

    @Test
    void shouldRunWithLittleMemory()
    {
        assertRuns(ChildJvm.of(ChannelProgram.class).options("-Xmx64m"), "unnamed module");
    }

    private void assertRuns(final ChildJvm child, final String module)
    {
        final ChildJvm.Result result = child.run("round-trip", path().toString());
        assertEquals("", result.error());
        assertEquals(0, result.exitCode());
        assertTrue(result.output().startsWith(module), result.output());
        assertTrue(Integer.parseInt(result.output().trim().replaceAll(".* ", "")) > 5, result.output());
    }
}
