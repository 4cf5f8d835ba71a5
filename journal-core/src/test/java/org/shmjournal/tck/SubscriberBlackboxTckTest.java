package org.shmjournal.tck;

import java.nio.ByteBuffer;
import java.util.concurrent.Flow;
import org.reactivestreams.tck.flow.FlowSubscriberBlackboxVerification;
import org.shmjournal.async.JournalFlow;
import org.testng.annotations.AfterMethod;
import org.testng.annotations.BeforeMethod;

/** A subscriber that writes, as a publisher sees it. */
public class SubscriberBlackboxTckTest extends FlowSubscriberBlackboxVerification<ByteBuffer>
{
    private TckChannels channels;

    /** With times for a machine that has other work, too. */
    public SubscriberBlackboxTckTest()
    {
        super(TckChannels.environment());
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
    public Flow.Subscriber<ByteBuffer> createFlowSubscriber()
    {
        return JournalFlow.subscriber(channels.writer(channels.channel()));
    }

    @Override
    public ByteBuffer createElement(final int element)
    {
        return TckChannels.record(element);
    }
}
