package org.shmjournal.damage;

import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.EnumMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.LongAdder;

/** How often each look gave what, and the first cases of each kind that went wrong. Any thread. */
final class Tally
{
    private static final int MAX_CASES = 2;

    /** How one look went. */
    private static final class Count
    {
        private final LongAdder right = new LongAdder();
        private final LongAdder errors = new LongAdder();
        private final LongAdder wrong = new LongAdder();

        @Override
        public String toString()
        {
            return right + " right, " + errors + " errors, " + wrong + " wrong";
        }
    }

    private final Map<Look, Count> counts = new EnumMap<>(Look.class);
    private final Map<Injury.Kind, LongAdder> injuries = new EnumMap<>(Injury.Kind.class);
    private final Map<String, Long> failures = new TreeMap<>();
    private final PrintStream out;

    Tally(final PrintStream out)
    {
        this.out = out;
        for (final Look look : Look.values())
        {
            counts.put(look, new Count());
        }
        for (final Injury.Kind kind : Injury.Kind.values())
        {
            injuries.put(kind, new LongAdder());
        }
    }

    void injury(final Injury injury)
    {
        injuries.get(injury.kind()).increment();
    }

    void right(final Look look)
    {
        counts.get(look).right.increment();
    }

    void error(final Look look)
    {
        counts.get(look).errors.increment();
    }

    /** Prints the first cases of each kind. */
    synchronized void wrong(final Look look, final Injury injury, final Part part, final Throwable how)
    {
        counts.get(look).wrong.increment();
        final String message = String.valueOf(how.getMessage());
        final int colon = message.indexOf(':');
        final String kind = look + " of " + part + " " + (how instanceof Wrong ?
            message.substring(0, colon < 0 ? message.length() : colon) : how.getClass().getName());
        if (failures.merge(kind, 1L, Long::sum) <= MAX_CASES)
        {
            final StringWriter trace = new StringWriter();
            how.printStackTrace(new PrintWriter(trace));
            out.println("WRONG " + look + ", " + part + ", " + injury + ": " +
                trace.toString().lines().limit(14).reduce("", (all, line) -> all + "\n    " + line));
        }
    }

    long failures()
    {
        return failures.values().stream().mapToLong(Long::longValue).sum();
    }

    void print(final String name)
    {
        out.println(name + ": " + injuries);
        counts.forEach((look, count) -> out.println("    " + look + ": " + count));
        failures.forEach((kind, count) -> out.println("    " + count + " times " + kind));
    }
}
