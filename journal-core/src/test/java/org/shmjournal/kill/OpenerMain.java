package org.shmjournal.kill;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.shmjournal.ChannelSpec;
import org.shmjournal.ShmChannel;
import org.shmjournal.ShmWriter;
import org.shmjournal.error.ChannelLockedException;

/** A process that races another for channels, round by round, and tells how each went. */
final class OpenerMain
{
    /** To it: close what is open. */
    static final long CLOSE = 0;
    /** To it: try again to open the channel of the last round, by itself. */
    static final long TRY_AGAIN = -1;
    /** From it: waits at the gate; or has closed. */
    static final long READY = -2;
    /** From it: is the owner. Else it tells the pid of the owner, or {@link #NOBODY}. */
    static final long WON = -3;
    /** From it: the channel is locked, and the error names no process. */
    static final long NOBODY = -4;

    private static final int SEGMENT_SIZE = 64 * 1024;
    private static final Pattern PID = Pattern.compile("owned by pid (\\d+)");

    private final Messages messages = new Messages();
    private final Path directory;
    private final int roundsOnAChannel;
    private final Gate gate;
    private Path channel;
    private ShmWriter<ByteBuffer> writer;

    private OpenerMain(final Path directory, final int roundsOnAChannel, final Gate gate)
    {
        this.directory = directory;
        this.roundsOnAChannel = roundsOnAChannel;
        this.gate = gate;
    }

    /** Arguments: directory of the channels, how many rounds are about the same one, file of the gate. */
    public static void main(final String[] args) throws IOException, InterruptedException
    {
        final BlockingQueue<Long> commands = new LinkedBlockingQueue<>();
        Child.listenToParent(commands::add);
        final OpenerMain opener = new OpenerMain(Path.of(args[0]), Integer.parseInt(args[1]),
            Gate.map(Path.of(args[2])));
        while (true)
        {
            opener.obey(commands.take());
        }
    }

    private void obey(final long command)
    {
        if (command == CLOSE)
        {
            writer.close();
            messages.send(READY);
        }
        else if (command == TRY_AGAIN)
        {
            messages.send(open());
        }
        else
        {
            channel = channel(directory, roundsOnAChannel, command);
            messages.send(READY);
            gate.pass(command);
            messages.send(open());
        }
    }

    private long open()
    {
        try
        {
            writer = ShmChannel.at(channel).spec(ChannelSpec.defaults().segmentSize(SEGMENT_SIZE)).openWriter();
            writer.write(ByteBuffer.allocate(Long.BYTES));
            return WON;
        }
        catch (final ChannelLockedException ex)
        {
            return ownerNamedBy(ex);
        }
    }

    /** The pid in a message, or {@link #NOBODY}. */
    static long ownerNamedBy(final ChannelLockedException error)
    {
        final Matcher pid = PID.matcher(error.getMessage());
        return pid.find() ? Long.parseLong(pid.group(1)) : NOBODY;
    }

    /** The channel of a round. */
    static Path channel(final Path directory, final int roundsOnAChannel, final long round)
    {
        return directory.resolve("channel-" + round / roundsOnAChannel);
    }
}
