package org.shmjournal.damage;

/** A channel was damaged, and somebody got what is neither right nor a typed error. */
final class Wrong extends RuntimeException
{
    private static final long serialVersionUID = 1L;

    Wrong(final String message)
    {
        super(message);
    }

    static void unless(final boolean right, final String message, final Object found)
    {
        if (!right)
        {
            throw new Wrong(message + ": " + found);
        }
    }
}
