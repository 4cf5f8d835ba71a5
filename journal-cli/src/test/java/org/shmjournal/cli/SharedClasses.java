package org.shmjournal.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.shmjournal.testing.Damage;

/**
 * What the classes of the jar are once they are parsed, for each of its processes to map, as the launcher has it: takes
 * about a third off the time of a short one, of which there are hundreds. Made once in each JVM of tests.
 */
final class SharedClasses
{
    private SharedClasses()
    {
    }

    /** Options for a JVM, which does without where it cannot map them, and says nothing of it. */
    static List<String> of(final String java, final String jar)
    {
        try
        {
            final Path scratch = Files.createTempDirectory("journal-it");
            final Path archive = scratch.resolve("classes.jsa");
            final Path channel = scratch.resolve("channel");
            try
            {
                new ProcessBuilder(java, "-XX:+UseSerialGC", "-Xlog:disable", "-XX:ArchiveClassesAtExit=" + archive,
                    "-jar", jar, "create", "--segment-size", "64K", channel.toString())
                        .redirectOutput(Redirect.DISCARD).redirectError(Redirect.DISCARD).start().waitFor();
            }
            finally
            {
                Damage.deleteTree(channel);
            }
            scratch.toFile().deleteOnExit();
            archive.toFile().deleteOnExit();
            return List.of("-XX:SharedArchiveFile=" + archive, "-Xshare:auto", "-Xlog:disable",
                "-Xlog:all=warning:stderr", "-Xlog:cds=off", "-Xlog:cds+dynamic=off");
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
}
