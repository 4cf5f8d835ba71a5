package org.shmjournal.cli;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.shmjournal.ShmChannel;
import org.shmjournal.io.FileOperations;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * Whether whoever may write a channel's files is trusted not to truncate them under us.
 */
final class TrustOption
{
    /** Of all channels that a command reads; without a thread while nothing is read ahead. */
    private static final Executor PAGES = new ThreadPoolExecutor(0, 1, 1, TimeUnit.SECONDS,
        new LinkedBlockingQueue<>(), task -> {
            final Thread thread = new Thread(task, "read-ahead");
            thread.setDaemon(true);
            return thread;
        });

    @Mixin
    private SharingOption sharing;

    @Option(
        names = "--untrusted",
        description = "Copy the files instead of mapping them: somebody who truncates a mapped file can crash this.")
    private boolean untrusted;

    private final Losses losses = new Losses();

    FileOperations files()
    {
        return untrusted ? FileOperations.copying() : sharing.files();
    }

    /** A channel to be written, which is mapped in any case. */
    ShmChannel<ByteBuffer> target(final Path path)
    {
        return sharing.channel(path).listener(new OwnerNotes(path));
    }

    /** A channel to be read. */
    ShmChannel<ByteBuffer> channel(final Path path)
    {
        return losses.of(sharing.channel(path).fileOperations(files()).readAhead(PAGES));
    }

    /** Whether all was read that was not deleted meanwhile. */
    int exitCode()
    {
        return losses.exitCode();
    }
}
