package org.shmjournal.testing;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.agrona.concurrent.IdleStrategy;
import org.shmjournal.ShmChannel;

/**
 * Another process of the JVM that runs the test, without any flag unless a test adds one. Immutable; each option gives
 * a new one.
 */
public final class ChildJvm
{
    /** What a child left behind. */
    public record Result(int exitCode, String output, String error)
    {
    }

    private static final Duration LONGEST_RUN = Duration.ofMinutes(2);

    private final String mainClass;
    private final List<Path> classPath;
    private final List<String> options;
    private final Duration longestRun;

    private ChildJvm(
        final String mainClass, final List<Path> classPath, final List<String> options, final Duration longestRun)
    {
        this.mainClass = mainClass;
        this.classPath = classPath;
        this.options = options;
        this.longestRun = longestRun;
    }

    /** With the main class's code, the core and Agrona on the class path. */
    public static ChildJvm of(final Class<?> mainClass)
    {
        return new ChildJvm(mainClass.getName(),
            List.of(location(mainClass), location(ShmChannel.class), location(IdleStrategy.class)), List.of(),
            LONGEST_RUN);
    }

    /** With the core and Agrona on the module path, and only the main class's code on the class path. */
    public static ChildJvm onModulePath(final Class<?> mainClass)
    {
        return new ChildJvm(mainClass.getName(), List.of(location(mainClass)), List.of(
            "-p", joined(List.of(location(ShmChannel.class), location(IdleStrategy.class))),
            "--add-modules", "org.shmjournal.core"), LONGEST_RUN);
    }

    /** With more on the class path: the code of these classes. */
    public ChildJvm with(final Class<?>... codeOf)
    {
        final List<Path> longer = new ArrayList<>(classPath);
        for (final Class<?> type : codeOf)
        {
            longer.add(location(type));
        }
        return new ChildJvm(mainClass, longer, options, longestRun);
    }

    /** With options of the JVM. */
    public ChildJvm options(final String... more)
    {
        final List<String> longer = new ArrayList<>(options);
        longer.addAll(List.of(more));
        return new ChildJvm(mainClass, classPath, longer, longestRun);
    }

    /** With another time after which a run hangs; default two minutes. */
    public ChildJvm longestRun(final Duration limit)
    {
        return new ChildJvm(mainClass, classPath, options, limit);
    }

    /** The directory or jar that a class was loaded from. */
    public static Path location(final Class<?> type)
    {
        try
        {
            return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
        }
        catch (final URISyntaxException ex)
        {
            throw new IllegalStateException(ex);
        }
    }

    /** Runs it to its end, with nothing on its standard input. */
    public Result run(final String... arguments)
    {
        Path output = null;
        Path error = null;
        try
        {
            output = Files.createTempFile("child", ".out");
            error = Files.createTempFile("child", ".err");
            final Process process = builder(arguments).redirectOutput(output.toFile()).redirectError(error.toFile())
                .start();
            process.getOutputStream().close();
            if (!process.waitFor(longestRun.toSeconds(), TimeUnit.SECONDS))
            {
                process.destroyForcibly().waitFor();
                throw new IllegalStateException("the child did not end: " + Files.readString(output) +
                    Files.readString(error));
            }
            return new Result(process.exitValue(), Files.readString(output), Files.readString(error));
        }
        catch (final IOException ex)
        {
            throw new UncheckedIOException(ex);
        }
        catch (final InterruptedException ex)
        {
            throw new IllegalStateException(ex);
        }
        finally
        {
            delete(output);
            delete(error);
        }
    }

    /** Starts it; its standard input and output are the caller's, its standard error is that of this process. */
    public Process start(final String... arguments)
    {
        try
        {
            return builder(arguments).redirectError(ProcessBuilder.Redirect.INHERIT).start();
        }
        catch (final IOException ex)
        {
            throw new UncheckedIOException(ex);
        }
    }

    private ProcessBuilder builder(final String... arguments)
    {
        final List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(options);
        command.add("-cp");
        command.add(joined(classPath));
        command.add(mainClass);
        command.addAll(List.of(arguments));
        final ProcessBuilder builder = new ProcessBuilder(command);
        // Each would be told on standard error.
        builder.environment().keySet().removeAll(List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS"));
        return builder;
    }

    static String joined(final List<Path> paths)
    {
        return paths.stream().map(Path::toString).distinct().collect(Collectors.joining(File.pathSeparator));
    }

    private static void delete(final Path file)
    {
        try
        {
            if (file != null)
            {
                Files.deleteIfExists(file);
            }
        }
        catch (final IOException ex)
        {
            throw new UncheckedIOException(ex);
        }
    }
}
