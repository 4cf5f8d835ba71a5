package org.shmjournal.proof.script;

import java.util.Random;

/** How an owner's life ends. */
enum Farewell
{
    /** In the middle of things. */
    NONE
    {
        @Override
        void run(final Life life)
        {
            // It was stopped at the latest here.
        }
    },
    /** In order. */
    CLOSE
    {
        @Override
        void run(final Life life)
        {
            life.close();
        }
    },
    /** After a look at how a copy is made. */
    COPY
    {
        @Override
        void run(final Life life)
        {
            life.copy();
            life.close();
        }
    },
    /** With the stream. */
    DRAIN
    {
        @Override
        void run(final Life life)
        {
            life.drain();
            life.close();
        }
    },
    /** With everyone's. */
    TERMINATE
    {
        @Override
        void run(final Life life)
        {
            life.terminate();
            life.close();
        }
    },
    /** With a claim open. */
    DEAD_CLAIM
    {
        @Override
        void run(final Life life)
        {
            life.dieClaiming();
        }
    };

    private static final Farewell[] CHANCES = {NONE, NONE, NONE, CLOSE, CLOSE, CLOSE, COPY, DRAIN, TERMINATE,
        DEAD_CLAIM};

    static Farewell of(final Random random)
    {
        return CHANCES[random.nextInt(CHANCES.length)];
    }

    abstract void run(Life life);
}
