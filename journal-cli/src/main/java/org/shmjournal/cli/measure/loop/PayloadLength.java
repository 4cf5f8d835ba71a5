package org.shmjournal.cli.measure.loop;

/** Says, once and before {@link Payload} is used, how long payloads are in this process. */
public final class PayloadLength
{
    private static int length;

    private PayloadLength()
    {
    }

    /**
     * Sets the length.
     *
     * @throws IllegalStateException when another one is in use already.
     */
    public static synchronized void set(final int bytes)
    {
        length = bytes;
        if (Payload.LENGTH != bytes)
        {
            throw new IllegalStateException("payload length=" + Payload.LENGTH + " is in use already, length=" +
                bytes + " was asked for");
        }
    }

    static synchronized int get()
    {
        if (length == 0)
        {
            throw new IllegalStateException("the payload length was not set");
        }
        return length;
    }
}
