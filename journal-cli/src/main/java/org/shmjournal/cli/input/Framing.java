package org.shmjournal.cli.input;

import java.util.function.IntFunction;

/**
 * Where in the input one record ends and the next begins.
 */
public enum Framing
{
    /** A record a line. */
    LINE("line", LineInput::new),
    /** Each record behind its length, 4 bytes little-endian. */
    LENGTH("length", LengthInput::new),
    /** A record a file. */
    WHOLE_FILE("whole-file", WholeFileInput::new);

    private final String label;
    private final IntFunction<RecordInput> inputs;

    Framing(final String label, final IntFunction<RecordInput> inputs)
    {
        this.label = label;
        this.inputs = inputs;
    }

    /** Cuts input in this way, into records of at most so many bytes. */
    public RecordInput input(final int maxRecordLength)
    {
        return inputs.apply(maxRecordLength);
    }

    @Override
    public String toString()
    {
        return label;
    }
}
