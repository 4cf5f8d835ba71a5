package org.shmjournal.tck;

import java.nio.ByteBuffer;
import java.util.concurrent.Flow;
import org.reactivestreams.tck.SubscriberWhiteboxVerification.SubscriberPuppet;
import org.reactivestreams.tck.SubscriberWhiteboxVerification.WhiteboxSubscriberProbe;
import org.reactivestreams.tck.flow.FlowSubscriberWhiteboxVerification;
import org.shmjournal.async.JournalFlow;
import org.testng.annotations.AfterMethod;
import org.testng.annotations.BeforeMethod;

/** A subscriber that writes, with a look at what it gets. */
public class SubscriberWhiteboxTckTest extends FlowSubscriberWhiteboxVerification<ByteBuffer>
{
    private TckChannels channels;

    /** With times for a machine that has other work, too. */
    public SubscriberWhiteboxTckTest()
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
    protected Flow.Subscriber<ByteBuffer> createFlowSubscriber(final WhiteboxSubscriberProbe<ByteBuffer> probe)
    {
        return new Probed(JournalFlow.subscriber(channels.writer(channels.channel())), probe);
    }

    @Override
    public ByteBuffer createElement(final int element)
    {
        return TckChannels.record(element);
    }

    /** Tells the probe of each signal, behind the subscriber. */
    private static final class Probed implements Flow.Subscriber<ByteBuffer>
    {
        private final Flow.Subscriber<ByteBuffer> subscriber;
        private final WhiteboxSubscriberProbe<ByteBuffer> probe;
        private boolean subscribed;

        Probed(final Flow.Subscriber<ByteBuffer> subscriber, final WhiteboxSubscriberProbe<ByteBuffer> probe)
        {
            this.subscriber = subscriber;
            this.probe = probe;
        }

        @Override
        public void onSubscribe(final Flow.Subscription subscription)
        {
            subscriber.onSubscribe(subscription);
            if (!subscribed)
            {
                subscribed = true;
                probe.registerOnSubscribe(new SubscriberPuppet()
                {
                    @Override
                    public void triggerRequest(final long elements)
                    {
                        subscription.request(elements);
                    }

                    @Override
                    public void signalCancel()
                    {
                        subscription.cancel();
                    }
                });
            }
        }

        @Override
        public void onNext(final ByteBuffer element)
        {
            subscriber.onNext(element);
            probe.registerOnNext(element);
        }

        @Override
        public void onError(final Throwable cause)
        {
            subscriber.onError(cause);
            probe.registerOnError(cause);
        }

        @Override
        public void onComplete()
        {
            subscriber.onComplete();
            probe.registerOnComplete();
        }
    }
}
