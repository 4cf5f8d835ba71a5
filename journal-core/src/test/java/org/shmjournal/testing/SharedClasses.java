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
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * What the classes of the executable jar are once they are parsed, for each of its processes to map, as the launcher
 * has it: takes half of the time of a short one, of which there are hundreds. Made once for a jar and a JDK, by the
 * first JVM of tests that asks for it.
 */
public final class SharedClasses
{
    private SharedClasses()
    {
    }

    /** Options for a JVM, which does without where it cannot map them, and says nothing of it. */
    public static List<String> of(final String java, final Path jar)
    {
        final Path archive = jar.resolveSibling("tests-" + Runtime.version() + ".jsa");
        try (FileChannel lock = FileChannel.open(jar.resolveSibling("tests.lock"), StandardOpenOption.CREATE,
            StandardOpenOption.WRITE);
            FileLock held = lock.lock())
        {
            if (!held.isShared() && !isNewer(archive, jar))
            {
                make(java, jar, archive);
            }
        }
        catch (final IOException ex)
        {
            throw new UncheckedIOException(ex);
        }
        catch (final InterruptedException ex)
        {
            throw new IllegalStateException(ex);
        }
        return List.of("-XX:SharedArchiveFile=" + archive, "-Xshare:auto", "-XX:-UsePerfData", "-Xlog:disable",
            "-Xlog:all=warning:stderr", "-Xlog:cds=off", "-Xlog:cds+dynamic=off");
    }

    private static boolean isNewer(final Path archive, final Path jar) throws IOException
    {
        return Files.exists(archive) &&
            Files.getLastModifiedTime(archive).compareTo(Files.getLastModifiedTime(jar)) > 0;
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
        process.getOutputStream().close();
        process.waitFor();
    }
}
