package org.shmjournal.bench.loop;

import java.util.List;
import java.util.stream.Stream;

/**
 * What the JVM of a process that runs a peer is started with: without it the peer does not start, or says things on the
 * standard streams.
 */
public final class PeerFlags
{
    /** The first Java that warns of {@code sun.misc.Unsafe} and of native code. */
    private static final int FIRST_TO_WARN = 24;

    private static final List<String> AERON = List.of("--add-opens=java.base/jdk.internal.misc=ALL-UNNAMED");
    /** The nine that Chronicle asks for since Java 17, and no usage data, though its jar for that is left out. */
    private static final List<String> CHRONICLE = List.of(
        "--add-exports=java.base/jdk.internal.ref=ALL-UNNAMED",
        "--add-exports=java.base/sun.nio.ch=ALL-UNNAMED",
        "--add-exports=jdk.unsupported/sun.misc=ALL-UNNAMED",
        "--add-exports=jdk.compiler/com.sun.tools.javac.file=ALL-UNNAMED",
        "--add-opens=jdk.compiler/com.sun.tools.javac=ALL-UNNAMED",
        "--add-opens=java.base/java.lang=ALL-UNNAMED",
        "--add-opens=java.base/java.lang.reflect=ALL-UNNAMED",
        "--add-opens=java.base/java.io=ALL-UNNAMED",
        "--add-opens=java.base/java.util=ALL-UNNAMED",
        "-Dchronicle.analytics.disable=true");
    private static final List<String> QUIET_CHRONICLE = List.of(
        "--enable-native-access=ALL-UNNAMED",
        "--sun-misc-unsafe-memory-access=allow");

    private PeerFlags()
    {
    }

    /** For Aeron and its archive. */
    public static List<String> aeron()
    {
        return AERON;
    }

    /** For Chronicle Queue, on this Java, like 17. */
    public static List<String> chronicle(final int javaVersion)
    {
        return javaVersion < FIRST_TO_WARN ? CHRONICLE :
            Stream.concat(CHRONICLE.stream(), QUIET_CHRONICLE.stream()).toList();
    }
}
