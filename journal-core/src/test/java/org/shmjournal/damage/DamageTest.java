package org.shmjournal.damage;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.shmjournal.testing.ChildJvm;

/**
 * Every bit of a segment and of the control file flipped, every truncation, every word set to hostile values: a typed
 * error that names the place, or the right records. In a process that has 64 MiB.
 * <p>
 * {@code -Ddamage.everything=true} looks at every injury from all sides, not only at those of structure and a sample
 * of the others; that is for the long run. {@code -Ddamage.oneIn=N} looks at every Nth injury alone, for who wants to
 * see within a minute that damage is noticed at all; from which on, {@code -Ddamage.part=0} to N - 1 says, so that N
 * shorter runs look at all. {@code -Ddamage.specimens=plain,checked} takes those whose segments have 64 KiB.
 */
class DamageTest
{
    @Test
    void shouldGetRightRecordsOrTypedErrorWhateverIsDamaged()
    {
        final boolean everything = Boolean.getBoolean("damage.everything");
        final List<String> arguments = new ArrayList<>(List.of(Boolean.toString(everything),
            Integer.getInteger("damage.oneIn", 1).toString(), Integer.getInteger("damage.part", 0).toString()));
        arguments.addAll(List.of(System.getProperty("damage.specimens", "plain,checked,strides,forced").split(",")));
        final ChildJvm.Result result = ChildJvm.of(DamageMain.class)
            .longestRun(everything ? Duration.ofHours(18) : Duration.ofMinutes(15))
            .options("-ea", "-Xmx64m", "-XX:+UseSerialGC", "-XX:-UsePerfData")
            .run(arguments.toArray(new String[0]));
        System.out.print(result.output());
        assertEquals(0, result.exitCode(), result.output() + result.error());
        assertEquals("", result.error());
    }
}
