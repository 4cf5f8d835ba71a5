package org.shmjournal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.shmjournal.error.UnsupportedVersionException;
import org.shmjournal.testing.Damage;

/** Files that are whole, but not for this version: refused, and not called damaged. */
@InEachMode
class ForeignFormatTest extends ChannelFixture
{
    private static final int MAGIC = 0;
    private static final int MAJOR = 8;
    private static final int MINOR = 12;
    private static final int FEATURES = 16;

    @BeforeEach
    void writeChannel()
    {
        writeAndClose(smallSegments(), 3, 10);
    }

    private Path file(final boolean control)
    {
        return control ? controlFile() : segmentFile(0);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void shouldRefuseAnotherMagic(final boolean control)
    {
        Damage.putLong(file(control), MAGIC, 0x1122_3344_5566_7788L);
        Damage.fixHeaderCrc(file(control));
        assertRefused(file(control), "0x1122334455667788");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void shouldRefuseTheMagicOfTheOtherKindOfFile(final boolean control)
    {
        Damage.putLong(file(control), MAGIC, Damage.longAt(file(!control), MAGIC));
        Damage.fixHeaderCrc(file(control));
        assertRefused(file(control), "magic");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void shouldRefuseTheOtherByteOrder(final boolean control)
    {
        Damage.putLong(file(control), MAGIC, Long.reverseBytes(Damage.longAt(file(control), MAGIC)));
        Damage.fixHeaderCrc(file(control));
        assertRefused(file(control), "byte order");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void shouldRefuseAFileOfSomethingElse(final boolean control) throws Exception
    {
        final Path file = file(control);
        Files.write(file, new byte[(int)Files.size(file)]);
        assertRefused(file, "no journal file");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void shouldRefuseAnotherMajorVersionAndNameBoth(final boolean control)
    {
        Damage.putInt(file(control), MAJOR, 2);
        Damage.putInt(file(control), MINOR, 7);
        Damage.fixHeaderCrc(file(control));
        assertRefused(file(control), "2.7", "1.x");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void shouldRefuseAFeatureThatItDoesNotKnowAndNameIt(final boolean control)
    {
        Damage.putLong(file(control), FEATURES, 1L << 40);
        Damage.fixHeaderCrc(file(control));
        assertRefused(file(control), "0x10000000000", "0x0");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 99})
    void shouldReadAnotherMinorVersion(final int minor)
    {
        for (final Path file : new Path[]{controlFile(), segmentFile(0)})
        {
            Damage.putInt(file, MINOR, minor);
            Damage.fixHeaderCrc(file);
        }
        assertRecords(readAll(), 0, 3, 10);
    }

    private void assertRefused(final Path file, final String... parts)
    {
        final UnsupportedVersionException refusal = assertThrows(UnsupportedVersionException.class,
            () -> channel().openReader());
        assertEquals(file, refusal.path());
        for (final String part : parts)
        {
            assertTrue(refusal.getMessage().contains(part), refusal.getMessage());
        }
        assertTrue(refusal.getMessage().matches(".*(from a backup|with a newer version|use another version)"),
            refusal.getMessage());
        assertThrows(UnsupportedVersionException.class, () -> channel().openWriter());
        assertThrows(UnsupportedVersionException.class, () -> channel().verify());
    }
}
