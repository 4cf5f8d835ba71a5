package org.shmjournal.tck;

import java.nio.ByteBuffer;
import java.util.concurrent.Flow;
import org.reactivestreams.tck.flow.FlowPublisherVerification;
import org.shmjournal.async.JournalFlow;
import org.testng.annotations.AfterMethod;
import org.testng.annotations.BeforeMethod;

/** A publisher of a channel that is being written, and then closed. */
public class PublisherTckTest extends FlowPublisherVerification<ByteBuffer>
{
    /** How long a cancelled subscriber may be referred to, on a machine as busy as it may be. */
    private static final long GC_TIMEOUT_MS = 10_000;

    private TckChannels channels;

    /** With times for a machine that has other work, too. */
    public PublisherTckTest()
    {
        super(TckChannels.environment(), GC_TIMEOUT_MS);
    }

    /** A conductor for each test. */
    @BeforeMethod
    public void open()
    {
        channels = new TckChannels();
    }

    /** Ends what a test has left. */
    @AfterMethod
    public void close()
    {
        channels.close();
    }

    @Override
    public Flow.Publisher<ByteBuffer> createFlowPublisher(final long elements)
    {
        return JournalFlow.publisher(channels.live(elements), channels.conductor());
    }

    @Override
    public Flow.Publisher<ByteBuffer> createFailedFlowPublisher()
    {
        return JournalFlow.publisher(channels.channel(), channels.conductor());
    }
}
