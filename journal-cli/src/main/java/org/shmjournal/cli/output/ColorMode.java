package org.shmjournal.cli.output;

import java.util.Locale;

/**
 * When to use colour.
 */
public enum ColorMode
{
    /** On a terminal, unless NO_COLOR is set. */
    AUTO,
    /** Always. */
    ALWAYS,
    /** Never. */
    NEVER;

    @Override
    public String toString()
    {
        return name().toLowerCase(Locale.ROOT);
    }
}
