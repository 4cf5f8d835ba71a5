package org.shmjournal.codecs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.databind.ObjectMapper;
import net.openhft.chronicle.bytes.Bytes;
import net.openhft.chronicle.core.Jvm;
import net.openhft.posix.PosixAPI;
import org.agrona.concurrent.IdleStrategy;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.shmjournal.ShmChannel;
import org.shmjournal.testing.ChildJvm;
import org.slf4j.Logger;

/** In JVMs of their own: what is not there is told, what is there says nothing on standard error. */
class LibrariesAndFlagsTest
{
    private static final String AGRONA = "--add-opens java.base/jdk.internal.misc=ALL-UNNAMED";
    private static final String[] OF_CHRONICLE = {
        "--add-opens", "java.base/java.lang.reflect=ALL-UNNAMED",
        "--add-exports", "java.base/jdk.internal.ref=ALL-UNNAMED",
        "--add-exports", "java.base/sun.nio.ch=ALL-UNNAMED"};

    @TempDir
    private Path directory;

    /** With no more than the core, Agrona and the codecs themselves. */
    private static ChildJvm bare()
    {
        return ChildJvm.of(FormatsProgram.class).with(CodecFormats.class);
    }

    private static String bareModules()
    {
        return Stream.of(ShmChannel.class, IdleStrategy.class, CodecFormats.class)
            .map(type -> ChildJvm.location(type).toString())
            .collect(Collectors.joining(File.pathSeparator));
    }

    private static ChildJvm withJackson()
    {
        return bare().with(ObjectMapper.class, JsonFactory.class, JsonCreator.class);
    }

    private static ChildJvm withChronicle()
    {
        return bare().with(Bytes.class, Jvm.class, PosixAPI.class, Logger.class)
            .options("-Dslf4j.internal.verbosity=ERROR");
    }

    private String path()
    {
        return directory.resolve("channel").toString();
    }

    private static void assertSays(final String expected, final ChildJvm.Result result)
    {
        assertEquals("", result.error());
        assertEquals(expected, result.output().strip());
    }

    private static void assertFails(final String expected, final ChildJvm.Result result)
    {
        assertEquals(1, result.exitCode());
        assertTrue(result.error().contains("IllegalStateException: " + expected + System.lineSeparator()),
            result.error());
    }

    @Test
    void shouldFindAllFormatsWithoutAnyLibrary()
    {
        assertSays(Stream.of(
            "raw (formatId=2, mediaType=application/octet-stream)",
            "text (formatId=3, mediaType=text/plain; charset=utf-8)",
            "json (formatId=10, mediaType=application/json)",
            "cbor (formatId=11, mediaType=application/cbor)",
            "smile (formatId=12, mediaType=application/x-jackson-smile)",
            "sbe (formatId=20, mediaType=application/x-sbe)",
            "chronicle-bytes (formatId=30, mediaType=application/x-chronicle-bytes)")
            .reduce((one, next) -> one + System.lineSeparator() + next).orElseThrow(), bare().run("list"));
    }

    @Test
    void shouldNameTheLibraryThatIsMissing()
    {
        assertSays("format=json needs com.fasterxml.jackson.core:jackson-databind: " +
            "add it to the class path or the module path", bare().run("general", "json"));
        assertSays("format=smile needs com.fasterxml.jackson.dataformat:jackson-dataformat-smile: " +
            "add it to the class path or the module path", withJackson().run("general", "smile"));
        assertSays("10 application/json", withJackson().run("general", "json"));
        assertSays("20 application/x-sbe", bare().run("general", "sbe"));
    }

    @Test
    void shouldCompileAModuleThatUsesNoLibrary() throws IOException
    {
        final Path module =
            Files.writeString(directory.resolve("module-info.java"), "module user { requires org.shmjournal.codecs; }");
        final Path user = Files.writeString(directory.resolve("User.java"),
            "package user; class User { Object format = org.shmjournal.codecs.TextFormat.utf8(); }");
        final ByteArrayOutputStream errors = new ByteArrayOutputStream();
        assertEquals(0, ToolProvider.getSystemJavaCompiler().run(null, null, errors, "-p", bareModules(), "-d",
            directory.toString(), module.toString(), user.toString()), errors::toString);
    }

    /** The libraries are not required, and the service is the module's. */
    @Test
    void shouldFindAllFormatsOnTheModulePath()
    {
        final String modules = bareModules();
        final ChildJvm child = ChildJvm.onModulePath(FormatsProgram.class)
            .options("-p", modules, "--add-modules", "org.shmjournal.codecs", "--patch-module",
                "org.shmjournal.codecs=" + ChildJvm.location(FormatsProgram.class));
        final ChildJvm.Result result = child.run("list");
        assertEquals("", result.error());
        assertEquals(7, result.output().lines().count(), result.output());
        final String refusal = child.run("buffer", path()).error();
        assertTrue(refusal.contains("add: --add-opens java.base/jdk.internal.misc=org.agrona" +
            System.lineSeparator()), refusal);
    }

    @Test
    void shouldNeedNoFlagForJson()
    {
        assertSays("[a, 1]", withJackson().run("json", path()));
    }

    @Test
    void shouldSayWhichFlagAgronasBuffersNeed()
    {
        assertFails("format=DirectBuffer needs options of the JVM that it was started without; add: " + AGRONA,
            bare().run("buffer", path()));
        assertFails("format=sbe needs options of the JVM that it was started without; add: " + AGRONA,
            bare().run("sbe"));
    }

    @Test
    void shouldSayNothingWithTheFlagOfAgrona()
    {
        final ChildJvm.Result result = bare().options(AGRONA.split(" ")).run("buffer", path());
        assertEquals("", result.error());
        assertTrue(result.output().contains("capacity=1"), result.output());
    }

    @Test
    void shouldRefuseSbeWhereNothingChecksItsBounds()
    {
        assertFails("format=sbe needs Agrona's checks of bounds; take away: -Dagrona.disable.bounds.checks=true",
            bare().options(AGRONA.split(" ")).options("-Dagrona.disable.bounds.checks=true").run("sbe"));
    }

    @Test
    void shouldNeedNoFlagForChronicleOverTheHeap()
    {
        final ChildJvm.Result result = withChronicle().run("chronicle", path());
        assertEquals("1 2 ACME 3.0", result.output().lines().reduce((one, last) -> last).orElseThrow(),
            result.error());
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2})
    void shouldSayWhichFlagChronicleNeedsToWorkOnTheMap(final int missing)
    {
        ChildJvm child = withChronicle();
        for (int i = 0; i < OF_CHRONICLE.length; i += 2)
        {
            child = i == 2 * missing ? child : child.options(OF_CHRONICLE[i], OF_CHRONICLE[i + 1]);
        }
        assertFails("format=chronicle-bytes needs options of the JVM that it was started without; add: " +
            OF_CHRONICLE[2 * missing] + " " + OF_CHRONICLE[2 * missing + 1],
            child.run("chronicle-direct", path()));
    }

    /** On JDK 25 it is Chronicle that has something to say, whatever the flags. */
    @Test
    void shouldWorkOnTheMapWithTheFlagsOfChronicle()
    {
        final ChildJvm.Result result = withChronicle().options(OF_CHRONICLE).run("chronicle-direct", path());
        assertEquals("1 2 ACME 3.0", result.output().strip(), result.error());
        if (Runtime.version().feature() < 22)
        {
            assertEquals("", result.error());
        }
    }
}
