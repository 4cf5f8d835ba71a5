package org.shmjournal.cli.measure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.shmjournal.io.FileOperations;

/** What the figures depend on, and what must stand next to them. */
public final class Environment
{
    private static final Path CPU_INFO = Path.of("/proc/cpuinfo");

    private Environment()
    {
    }

    /** The file system of a directory, and the directory. */
    public static String fileSystem(final Path directory)
    {
        return fileSystemName(directory) + ", " + directory;
    }

    /** The file system of a directory. */
    public static String fileSystemName(final Path directory)
    {
        return FileOperations.system().fileSystem(directory);
    }

    /** The operating system. */
    public static String kernel()
    {
        return System.getProperty("os.name") + " " + System.getProperty("os.version") + ", " +
            System.getProperty("os.arch");
    }

    /** Which processors, and how many. */
    public static String cpu()
    {
        return processor() + ", " + Runtime.getRuntime().availableProcessors() + " processors";
    }

    /** Which processors. */
    public static String processor()
    {
        try (Stream<String> lines = Files.lines(CPU_INFO))
        {
            return lines.filter(line -> line.startsWith("model name"))
                .map(line -> line.substring(line.indexOf(':') + 1).trim())
                .findFirst()
                .orElse("unknown");
        }
        catch (final IOException ex)
        {
            return "unknown";
        }
    }
}
