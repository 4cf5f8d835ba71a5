package org.shmjournal.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import org.agrona.concurrent.IdleStrategy;
import org.shmjournal.ShmChannel;

/**
 * What classes are once they are parsed, for each process that needs them to map, as the launcher has it: takes up to
 * half of the time of a short one, of which there are hundreds. Made once for a build and a JDK, by the first JVM of
 * tests that asks for it.
 */
public final class SharedClasses
{
    private static final long LONGEST_RUN_SECONDS = 60;
    /** Those that this JVM has looked at. */
    private static final Set<Path> MADE = ConcurrentHashMap.newKeySet();

    private SharedClasses()
    {
    }

    /** Options for a JVM that runs the executable jar, which does without where it cannot map them, and is silent. */
    public static List<String> of(final String java, final Path jar)
    {
        final Path archive = jar.resolveSibling("tests-" + Runtime.version() + ".jsa");
        once(archive, List.of(jar), () -> make(java, jar, archive));
        return options(archive);
    }

    /** Likewise for a main class of the core's tests; with the class path, which has to be of jars. */
    public static List<String> ofTests(final String java)
    {
        final Path classes = ChildJvm.location(ShmChannel.class);
        final Path tests = ChildJvm.location(SharedClasses.class);
        final Path folder = classes.resolveSibling("children-" + Runtime.version());
        final Path archive = folder.resolve("archive.jsa");
        final List<Path> jars = List.of(folder.resolve("classes.jar"), folder.resolve("tests.jar"),
            ChildJvm.location(IdleStrategy.class));
        once(archive, List.of(classes, tests, jars.get(2)), () -> {
            Files.createDirectories(folder);
            pack(classes, jars.get(0));
            pack(tests, jars.get(1));
            makeByAWriter(java, ChildJvm.joined(jars), folder, archive);
        });
        final List<String> options = new ArrayList<>(options(archive));
        options.addAll(List.of("-cp", ChildJvm.joined(jars)));
        return options;
    }

    private static List<String> options(final Path archive)
    {
        final List<String> options = new ArrayList<>(List.of("-Xshare:auto", "-XX:-UsePerfData", "-Xlog:disable",
            "-Xlog:all=warning:stderr", "-Xlog:cds=off:stderr", "-Xlog:cds+dynamic=off:stderr"));
        if (archive.toFile().length() > 0)
        {
            options.add(0, "-XX:SharedArchiveFile=" + archive);
        }
        return options;
    }

    private interface Making
    {
        void make() throws IOException, InterruptedException;
    }

    /** Makes the archive where what it is made from is newer, while other JVMs of tests wait. */
    private static synchronized void once(final Path archive, final List<Path> sources, final Making making)
    {
        if (MADE.contains(archive))
        {
            return;
        }
        try (FileChannel lock = FileChannel.open(sources.get(0).resolveSibling("tests.lock"),
            StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            FileLock held = lock.lock())
        {
            if (!held.isShared() && !isNewer(archive, sources))
            {
                making.make();
            }
            MADE.add(archive);
        }
        catch (final IOException ex)
        {
            throw new UncheckedIOException(ex);
        }
        catch (final InterruptedException ex)
        {
            throw new IllegalStateException(ex);
        }
    }

    private static boolean isNewer(final Path archive, final List<Path> sources) throws IOException
    {
        if (Files.notExists(archive))
        {
            return false;
        }
        final FileTime made = Files.getLastModifiedTime(archive);
        for (final Path source : sources)
        {
            try (Stream<Path> files = Files.walk(source))
            {
                for (final Path file : files.toList())
                {
                    if (Files.getLastModifiedTime(file).compareTo(made) >= 0)
                    {
                        return false;
                    }
                }
            }
        }
        return true;
    }

    private static void pack(final Path folder, final Path jar) throws IOException
    {
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar));
            Stream<Path> files = Files.walk(folder))
        {
            for (final Path file : files.filter(Files::isRegularFile).sorted().toList())
            {
                out.putNextEntry(new JarEntry(folder.relativize(file).toString()));
                Files.copy(file, out);
            }
        }
    }

    private static void makeByAWriter(
        final String java, final String classPath, final Path folder, final Path archive)
        throws IOException, InterruptedException
    {
        final Path scratch = Files.createTempDirectory(folder, "scratch");
        try
        {
            final Path made = scratch.resolve("archive");
            run(java, "-XX:+UseSerialGC", "-Xlog:disable", "-XX:ArchiveClassesAtExit=" + made, "-cp", classPath,
                ChannelProgram.class.getName(), "round-trip", scratch.resolve("channel").toString());
            if (Files.notExists(made))
            {
                // This JVM makes none: then it is the jars alone, which nobody packs again under those who read them.
                Files.createFile(made);
            }
            Files.move(made, archive, StandardCopyOption.REPLACE_EXISTING);
        }
        finally
        {
            Damage.deleteTree(scratch);
        }
    }

    /** A static one: one that is made at exit leaves out what was compiled for Java 5, as picocli is, on JDK 17. */
    private static void make(final String java, final Path jar, final Path archive)
        throws IOException, InterruptedException
    {
        final Path scratch = Files.createTempDirectory("shared-classes");
        try
        {
            final String channel = scratch.resolve("channel").toString();
            final Set<String> classes = new LinkedHashSet<>();
            classes.addAll(loaded(java, jar, scratch, "create", "--segment-size", "64K", channel));
            classes.addAll(loaded(java, jar, scratch, "write", channel));
            classes.addAll(loaded(java, jar, scratch, "info", "--json", channel));
            classes.addAll(loaded(java, jar, scratch, "cat", channel));
            classes.addAll(loaded(java, jar, scratch, "verify", channel));
            final Path list = Files.write(scratch.resolve("classes"), classes);
            final Path made = scratch.resolve("archive");
            run(java, "-XX:+UseSerialGC", "-Xshare:dump", "-Xlog:disable", "-XX:SharedClassListFile=" + list,
                "-XX:SharedArchiveFile=" + made, "-cp", jar.toString());
            if (Files.exists(made))
            {
                Files.move(made, archive, StandardCopyOption.REPLACE_EXISTING);
            }
        }
        finally
        {
            Damage.deleteTree(scratch);
        }
    }

    /** The classes that a command needs, without their numbers, which are those of this run. */
    private static List<String> loaded(
        final String java, final Path jar, final Path scratch, final String... arguments)
        throws IOException, InterruptedException
    {
        final Path list = scratch.resolve("loaded");
        final List<String> command = new ArrayList<>(List.of(java, "-XX:+UseSerialGC", "-Xlog:disable",
            "-XX:DumpLoadedClassList=" + list, "-jar", jar.toString()));
        command.addAll(List.of(arguments));
        run(command.toArray(String[]::new));
        return Files.readAllLines(list).stream().map(line -> line.replaceFirst(" id: \\d+$", "")).toList();
    }

    private static void run(final String... command) throws IOException, InterruptedException
    {
        final Process process =
            new ProcessBuilder(command).redirectOutput(Redirect.DISCARD).redirectError(Redirect.DISCARD).start();
        try
        {
            process.getOutputStream().close();
            if (!process.waitFor(LONGEST_RUN_SECONDS, TimeUnit.SECONDS))
            {
                throw new IllegalStateException("does not end: " + String.join(" ", command));
            }
        }
        finally
        {
            process.destroyForcibly();
        }
    }
}
