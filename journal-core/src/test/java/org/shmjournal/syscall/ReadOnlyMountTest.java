package org.shmjournal.syscall;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.shmjournal.ChannelSpec;
import org.shmjournal.ShmChannel;
import org.shmjournal.ShmWriter;
import org.shmjournal.testing.Records;

/** A channel on a file system that is mounted read-only, in a mount namespace of its own. */
@Timeout(60)
class ReadOnlyMountTest
{
    @TempDir
    private Path directory;

    /** A channel that was not closed would be repaired, if it could be. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void shouldReadAndRefuseToWrite(final boolean closed) throws IOException, InterruptedException
    {
        final ShmWriter<ByteBuffer> writer = ShmChannel.at(directory.resolve(ReadOnlyMountMain.CHANNEL))
            .spec(ChannelSpec.defaults().segmentSize(64 * 1024).timestamps(true)).openWriter();
        try (writer)
        {
            for (int i = 0; i < ReadOnlyMountMain.RECORDS; i++)
            {
                writer.write(Records.buffer(i, ReadOnlyMountMain.LENGTH));
            }
            if (!closed)
            {
                assertReadsAndRefuses();
            }
        }
        if (closed)
        {
            assertReadsAndRefuses();
        }
    }

    private void assertReadsAndRefuses() throws IOException, InterruptedException
    {
        final MountNamespace namespace = new MountNamespace(directory);
        final String reason = namespace.reasonNotTo();
        assumeTrue(reason == null, reason);

        assertEquals(0, namespace.run("set -e\nmount --bind " + directory + ' ' + directory +
            "\nmount -o remount,ro,bind " + directory + '\n' + namespace.main(ReadOnlyMountMain.class)),
            namespace::output);
        System.out.print(namespace.output());
        assertEquals(ReadOnlyMountMain.REFUSALS, namespace.output().lines().count(), namespace::output);
    }
}
