package org.shmjournal.bench.jmh;

import java.nio.file.Files;
import java.nio.file.Path;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.shmjournal.cli.measure.Scratch;
import org.shmjournal.cli.measure.loop.JournalLayout;
import org.shmjournal.cli.measure.loop.Payload;
import org.shmjournal.cli.measure.loop.PayloadLength;

/**
 * Where the files of a fork are, and how long its payloads. A stream holds the records of one invocation, in one
 * segment, so that no append ever waits for a segment or fills the disk.
 */
@State(Scope.Thread)
public abstract class Fixture
{
    /** Records of one invocation. */
    static final int RECORDS = 2_000_000;

    private static final String AUTO = "auto";

    /** Directory for the files; /dev/shm, or the temporary directory, unless it is said. */
    @Param(AUTO)
    public String dir;

    /** Length of a payload in bytes. */
    @Param({"32", "256"})
    public int payload;

    private Scratch scratch;

    /** Makes a directory. */
    @Setup(Level.Trial)
    public final void begin()
    {
        PayloadLength.set(payload);
        scratch = new Scratch(dir.equals(AUTO) ? Scratch.defaultDirectory() : Path.of(dir));
    }

    /** Removes it. */
    @TearDown(Level.Trial)
    public final void end()
    {
        scratch.close();
    }

    /** Where the stream is. */
    final Path stream()
    {
        return scratch.path().resolve("stream");
    }

    final void deleteStream()
    {
        if (Files.exists(stream()))
        {
            Scratch.delete(stream());
        }
    }

    static JournalLayout layout(final boolean checksums, final boolean timestamps)
    {
        final int recordLength = JournalLayout.recordLength(Payload.LENGTH, timestamps);
        return new JournalLayout(JournalLayout.segmentSizeFor((long)RECORDS * recordLength), false, 0, checksums,
            timestamps);
    }
}
