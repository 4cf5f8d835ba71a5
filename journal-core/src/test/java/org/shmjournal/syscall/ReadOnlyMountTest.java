package org.shmjournal.syscall;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.shmjournal.ChannelSpec;
import org.shmjournal.Conductor;
import org.shmjournal.ShmChannel;
import org.shmjournal.ShmWriter;
import org.shmjournal.testing.Damage;
import org.shmjournal.testing.Records;

/** A channel on a file system that is mounted read-only, in a mount namespace of its own. */
@Timeout(120)
class ReadOnlyMountTest
{
    @TempDir
    private Path directory;

    /** After a kill an owner that may write would go on with the channel. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void shouldReadAndRefuseToWrite(final boolean killed) throws IOException, InterruptedException
    {
        final Path live = Files.createDirectory(directory.resolve("live")).resolve(ReadOnlyMountMain.CHANNEL);
        final Path mounted = Files.createDirectory(directory.resolve("mounted"));
        // Works when it is told to: so that no file comes or goes while the directory is copied.
        final Conductor conductor = Conductor.builder().workers(0).build();
        try (ShmWriter<ByteBuffer> writer = ShmChannel.at(live).conductor(conductor)
            .spec(ChannelSpec.defaults().segmentSize(64 * 1024).timestamps(true)).openWriter())
        {
            for (int i = 0; i < ReadOnlyMountMain.RECORDS; i++)
            {
                conductor.doWork();
                writer.write(Records.buffer(i, ReadOnlyMountMain.LENGTH));
            }
            if (killed)
            {
                Damage.copyDirectory(live, mounted.resolve(ReadOnlyMountMain.CHANNEL));
            }
        }
        if (!killed)
        {
            Damage.copyDirectory(live, mounted.resolve(ReadOnlyMountMain.CHANNEL));
        }

        final MountNamespace namespace = new MountNamespace(mounted);
        final String mount =
            "mount --bind " + mounted + ' ' + mounted + " && mount -o remount,ro,bind " + mounted;
        final String reason = namespace.reasonNotTo(mount);
        assumeTrue(reason == null, reason);
        assertEquals(0, namespace.run(mount + " && " + namespace.main(ReadOnlyMountMain.class)), namespace::output);
        System.out.print(namespace.output());
        assertEquals(ReadOnlyMountMain.REFUSALS, namespace.output().lines().count(), namespace::output);
    }
}
