package org.shmjournal.damage;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.shmjournal.testing.ChildJvm;

/**
 * Every bit of a segment and of the control file flipped, every truncation, every word set to hostile values: a typed
 * error that names the place, or the right records. Each specimen in a process that has 64 MiB.
 * <p>
 * {@code -Ddamage.everything=true} looks at every injury from all sides, not only at those of structure and a sample
 * of the others; it takes about half an hour.
 */
class DamageTest
{
    @ParameterizedTest
    @ValueSource(strings = {"plain", "checked", "strides"})
    void shouldGetRightRecordsOrTypedErrorWhateverIsDamaged(final String specimen)
    {
        final ChildJvm.Result result = ChildJvm.of(DamageMain.class)
            .options("-ea", "-Xmx64m", "-XX:+UseSerialGC", "-XX:-UsePerfData")
            .run(specimen, System.getProperty("damage.everything", "false"));
        System.out.print(result.output());
        assertEquals(0, result.exitCode(), result.output() + result.error());
        assertEquals("", result.error());
    }
}
