package org.shmjournal.bench.goal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.shmjournal.cli.measure.Environment;
import org.shmjournal.cli.measure.Scratch;

/**
 * Where on this machine the goals are measured.
 *
 * @param memory a directory in memory.
 * @param disk   a directory on a disk, where there is a usual one.
 * @param jdks   the one that runs this, and JDK 25 where there is one.
 */
record Places(String memory, String disk, List<Jdk> jdks)
{
    private static final Path INSTALLED = Path.of("/usr/lib/jvm");
    private static final int NEWEST = 25;
    private static final List<String> IN_MEMORY = List.of("tmpfs", "ramfs");

    /** One JDK. */
    record Jdk(int version, String home)
    {
    }

    /** The usual ones. */
    static Places usual()
    {
        return new Places(Scratch.defaultDirectory().toString(), usualDisk(), installedJdks());
    }

    /** Many machines have the temporary directory in memory. */
    private static String usualDisk()
    {
        final String temporary = System.getProperty("java.io.tmpdir");
        return Stream.of(temporary, "/var/tmp", System.getProperty("user.dir"))
            .filter(place -> Files.isWritable(Path.of(place)) && !isInMemory(place))
            .findFirst()
            .orElse(temporary);
    }

    private static boolean isInMemory(final String place)
    {
        return IN_MEMORY.contains(Environment.fileSystemName(Path.of(place)));
    }

    private static List<Jdk> installedJdks()
    {
        final List<Jdk> jdks = new ArrayList<>();
        jdks.add(new Jdk(Runtime.version().feature(), System.getProperty("java.home")));
        final String named = System.getenv("JAVA_HOME_25");
        if (Runtime.version().feature() != NEWEST)
        {
            final Path home = named != null ? Path.of(named) : installed();
            if (home != null)
            {
                jdks.add(new Jdk(NEWEST, home.toString()));
            }
        }
        return jdks;
    }

    /** By its file "release": a name with that number in it may be that of an update of an older one. */
    private static boolean isNewest(final Path home) throws IOException
    {
        final Path release = home.resolve("release");
        return Files.exists(release) && Files.readString(release).contains("JAVA_VERSION=\"" + NEWEST);
    }

    private static Path installed()
    {
        if (!Files.isDirectory(INSTALLED))
        {
            return null;
        }
        try (DirectoryStream<Path> homes = Files.newDirectoryStream(INSTALLED, "*" + NEWEST + "*"))
        {
            for (final Path home : homes)
            {
                if (Files.isExecutable(home.resolve("bin/java")) && isNewest(home))
                {
                    return home;
                }
            }
            return null;
        }
        catch (final IOException ex)
        {
            throw new UncheckedIOException(ex);
        }
    }
}
