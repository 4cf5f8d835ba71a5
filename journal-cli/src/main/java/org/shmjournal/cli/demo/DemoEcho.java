package org.shmjournal.cli.demo;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.agrona.concurrent.IdleStrategy;
import org.shmjournal.RecordHandler;
import org.shmjournal.ShmChannel;
import org.shmjournal.ShmReader;
import org.shmjournal.ShmWriter;
import org.shmjournal.cli.ExitCode;
import org.shmjournal.cli.process.Parent;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/**
 * The other side of the demo's exchange, in a process of its own: replies to each request with the same payload.
 */
@Command(name = "demo-echo", hidden = true)
public final class DemoEcho implements Callable<Integer>
{
    @Parameters(index = "0")
    private Path directory;

    @Parameters(index = "1")
    private long exchanges;

    @Override
    public Integer call()
    {
        final Parent parent = Parent.attach();
        try (ShmReader<?> requests = ShmChannel.at(directory.resolve(DemoSettings.REQUESTS)).openReader();
            ShmWriter<?> replies = ShmChannel.at(directory.resolve(DemoSettings.REPLIES)).openWriter())
        {
            parent.say("ready");
            final RecordHandler reply = (buffer, offset, length, context) -> {
                final var claim = replies.claim(length);
                claim.buffer().put(claim.offset(), buffer, offset, length);
                claim.commit(length);
            };
            final IdleStrategy idle = DemoSettings.exchangeIdleStrategy().get();
            long replied = 0;
            while (replied < exchanges)
            {
                final int polled = requests.poll(reply, 1);
                replied += polled;
                idle.idle(polled);
            }
        }
        parent.say("replied");

        return ExitCode.OK;
    }
}
