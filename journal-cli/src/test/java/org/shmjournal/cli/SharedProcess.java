package org.shmjournal.cli;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The real jar in a real process that runs one command after the other, for tests in which it does not matter that each
 * has a process of its own: to start one takes as long as fifty of them. Whoever is about exit codes, signals, pipes,
 * what a process prints before and after its command, or many processes at once, takes a {@link JournalProcess}.
 */
final class SharedProcess
{
    private static final long PATIENCE_SECONDS = 60;
    private static final ReentrantLock BUSY = new ReentrantLock();

    private static SharedProcess instance;

    private final Process process;
    private final Path input;
    private final Path output;
    private final Path errors;
    private final DataOutputStream toProcess;
    private final DataInputStream fromProcess;

    private SharedProcess() throws IOException
    {
        final Path folder = Files.createTempDirectory("journal-shared");
        input = Files.createFile(folder.resolve("input"));
        output = Files.createFile(folder.resolve("output"));
        errors = Files.createFile(folder.resolve("errors"));
        final Path socket = folder.resolve("socket");
        List.of(folder, input, output, errors).forEach(file -> file.toFile().deleteOnExit());
        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX))
        {
            server.bind(UnixDomainSocketAddress.of(socket));
            final List<String> command = JournalProcess.javaCommand();
            // As the jar's manifest has it.
            command.addAll(List.of("--add-opens", "java.base/jdk.internal.misc=ALL-UNNAMED",
                "--enable-native-access=ALL-UNNAMED", "-cp", JournalProcess.jarAndTests(), Server.class.getName(),
                socket.toString()));
            process = new ProcessBuilder(command).redirectInput(Redirect.from(input.toFile()))
                .redirectOutput(Redirect.appendTo(output.toFile())).redirectError(Redirect.appendTo(errors.toFile()))
                .start();
            process.onExit().thenRun(() -> closeQuietly(server));
            final SocketChannel connection = server.accept();
            toProcess = new DataOutputStream(Channels.newOutputStream(connection));
            fromProcess = new DataInputStream(Channels.newInputStream(connection));
        }
        finally
        {
            Files.deleteIfExists(socket);
        }
    }

    /** Runs a command without input to its end; in a process of its own where the other is busy. */
    static JournalProcess.Outcome run(final Object... arguments)
    {
        return runWith(new byte[0], arguments);
    }

    /** Likewise, with input, which is a file. */
    static JournalProcess.Outcome runWith(final byte[] input, final Object... arguments)
    {
        if (!BUSY.tryLock())
        {
            return JournalProcess.runWith(input, arguments);
        }
        try
        {
            if (instance == null)
            {
                instance = new SharedProcess();
            }
            Files.write(instance.input, input);
            return instance.execute(arguments);
        }
        catch (final IOException ex)
        {
            throw new UncheckedIOException(ex);
        }
        catch (final InterruptedException ex)
        {
            Thread.currentThread().interrupt();
            throw new AssertionError(ex);
        }
        finally
        {
            BUSY.unlock();
        }
    }

    private JournalProcess.Outcome execute(final Object... arguments) throws IOException, InterruptedException
    {
        final CompletableFuture<Void> done = new CompletableFuture<>();
        done.orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).exceptionally(late -> {
            process.destroyForcibly();
            return null;
        });
        int exitCode;
        try
        {
            toProcess.writeInt(arguments.length);
            for (final Object argument : arguments)
            {
                toProcess.writeUTF(argument.toString());
            }
            toProcess.flush();
            exitCode = fromProcess.readInt();
        }
        catch (final EOFException ended)
        {
            // The command ended its process, as it may, or was too late.
            instance = null;
            exitCode = process.waitFor();
        }
        finally
        {
            done.complete(null);
        }
        return new JournalProcess.Outcome(exitCode, taken(output), new String(taken(errors)));
    }

    /** What a command printed, which then is not there for the next; the process appends. */
    private static byte[] taken(final Path file) throws IOException
    {
        final byte[] printed = Files.readAllBytes(file);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE))
        {
            channel.truncate(0);
        }
        return printed;
    }

    private static void closeQuietly(final ServerSocketChannel server)
    {
        try
        {
            server.close();
        }
        catch (final IOException ex)
        {
            throw new UncheckedIOException(ex);
        }
    }

    /** The process's main class; ends with the JVM of the tests. */
    static final class Server
    {
        private Server()
        {
        }

        /** Argument: the socket. */
        @SuppressWarnings("resource") // The process's own descriptor is not ours to close.
        public static void main(final String[] args) throws IOException
        {
            final FileChannel standardInput = new FileInputStream(FileDescriptor.in).getChannel();
            try (SocketChannel connection = SocketChannel.open(UnixDomainSocketAddress.of(args[0]));
                DataInputStream in = new DataInputStream(Channels.newInputStream(connection));
                DataOutputStream out = new DataOutputStream(Channels.newOutputStream(connection)))
            {
                while (true)
                {
                    final List<String> arguments = new ArrayList<>();
                    for (int left = in.readInt(); left > 0; left--)
                    {
                        arguments.add(in.readUTF());
                    }
                    standardInput.position(0);
                    final int exitCode = Journal.run(arguments.toArray(String[]::new));
                    System.out.flush();
                    System.err.flush();
                    out.writeInt(exitCode);
                    out.flush();
                }
            }
            catch (final EOFException over)
            {
                System.exit(0);
            }
        }
    }
}
