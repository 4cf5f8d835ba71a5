package org.shmjournal.tck;

import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.nio.ByteBuffer;
import java.util.concurrent.Flow;
import org.reactivestreams.tck.flow.FlowPublisherVerification;
import org.shmjournal.async.JournalFlow;
import org.testng.Assert;
import org.testng.annotations.AfterMethod;
import org.testng.annotations.BeforeMethod;
import org.testng.annotations.Test;

/** A publisher of a channel that is being written, and then closed. */
public class PublisherTckTest extends FlowPublisherVerification<ByteBuffer>
{
    /** How long a cancelled subscriber may be referred to, on a machine as busy as it may be. */
    private static final long GC_TIMEOUT_MS = 2_000;

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

    /**
     * The thread that tells of references that are gone has 100 ms for this one. It is also the one that takes away
     * the maps that all tests before in this JVM have left to the collector: so they go first.
     */
    @Override
    @Test
    public void required_spec313_cancelMustMakeThePublisherEventuallyDropAllReferencesToTheSubscriber()
        throws Throwable
    {
        final ReferenceQueue<Object> gone = new ReferenceQueue<>();
        final WeakReference<Object> last = new WeakReference<>(new Object(), gone);
        System.gc();
        Assert.assertSame(gone.remove(), last);
        super.required_spec313_cancelMustMakeThePublisherEventuallyDropAllReferencesToTheSubscriber();
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
