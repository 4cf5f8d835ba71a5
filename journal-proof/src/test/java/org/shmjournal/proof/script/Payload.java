package org.shmjournal.proof.script;

/** What a script wants written, and how its encoding goes. */
record Payload(byte[] bytes, Fault fault)
{
    /** What goes wrong with an encoding. */
    enum Fault
    {
        /** Nothing. */
        NONE,
        /** It throws in the middle. */
        THROWS,
        /** It says that it does not fit, wherever it is tried. */
        NEVER_FITS
    }

    /** What the encoding throws. */
    static final class EncodingException extends RuntimeException
    {
        private static final long serialVersionUID = 1L;
    }
}
