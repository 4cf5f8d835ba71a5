package org.shmjournal.cli.output;

import java.nio.ByteBuffer;

/**
 * Decodes payloads to JSON.
 */
public interface PayloadDecoder
{
    /** For payloads that say nothing of themselves, and for text. */
    PayloadDecoder NONE = new PayloadDecoder()
    {
        @Override
        public String decode(final ByteBuffer buffer, final int offset, final int length)
        {
            return null;
        }

        @Override
        public boolean isText()
        {
            return true;
        }
    };

    /** The payload as one value of JSON, on one line; null when it is none of the format. */
    String decode(ByteBuffer buffer, int offset, int length);

    /** Whether, among text, payloads are to be shown as they are. */
    boolean isText();
}
