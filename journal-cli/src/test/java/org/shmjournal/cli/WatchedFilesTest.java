package org.shmjournal.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.shmjournal.ChannelSpec;
import org.shmjournal.ShmChannel;
import org.shmjournal.ShmWriter;
import org.shmjournal.io.FileOperations;

class WatchedFilesTest
{
    @TempDir
    Path directory;

    @Test
    void shouldTellHowFarVerifyingAndCopyingGot()
    {
        final Path channel = directory.resolve("channel");
        try (ShmWriter<ByteBuffer> writer =
            ShmChannel.at(channel).spec(ChannelSpec.defaults().segmentSize(64 * 1024)).openWriter())
        {
            for (int i = 0; i < 100; i++)
            {
                writer.writeBytes(ByteBuffer.allocate(4000));
            }
        }
        assertTrue(said(channel, 1, files -> ShmChannel.at(channel).fileOperations(files).verify()).contains("100%, "));
        assertTrue(said(channel, 2, files -> ShmChannel.at(channel).fileOperations(files)
            .backup(directory.resolve("backup"))).contains("100%, "));
    }

    @Test
    void shouldNotStandBetweenWhereNobodyLooks()
    {
        assertSame(FileOperations.system(), WatchedFiles.of(FileOperations.system(), Progress.NONE));
        assertEquals(0, WatchedFiles.total(directory.resolve("missing"), 1));
    }

    /** What is said of a work that began long ago: each look at the clock finds that a line is due only at first. */
    private static String said(final Path channel, final int times, final Consumer<FileOperations> work)
    {
        final ByteArrayOutputStream error = new ByteArrayOutputStream();
        final Progress progress = new Progress(new PrintStream(error, true, StandardCharsets.UTF_8), false,
            System.nanoTime() - TimeUnit.DAYS.toNanos(1));
        progress.total(WatchedFiles.total(channel, times));
        progress.around(() -> {
            work.accept(WatchedFiles.of(FileOperations.system(), progress));
            return null;
        });
        return error.toString(StandardCharsets.UTF_8);
    }
}
