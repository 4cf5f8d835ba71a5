package org.shmjournal.cli.measure;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.shmjournal.cli.measure.loop.MeasureException;
import org.shmjournal.cli.measure.loop.PayloadSum;
import org.shmjournal.cli.process.ChildJvm;

/** The parent's side of a {@link Child}: a JVM of its own with one role. One thread; any may close it. */
public final class ChildProcess implements AutoCloseable
{
    private final ChildJvm process;
    private final String name;
    private final int timeoutSeconds;
    private final String jvm;
    private List<ChildProcess> others = List.of();
    private Map<String, String> texts = Map.of();

    private ChildProcess(final ChildJvm process, final String name, final int timeoutSeconds)
    {
        this.process = process;
        this.name = name;
        this.timeoutSeconds = timeoutSeconds;
        this.jvm = await("hello");
    }

    /**
     * Starts one and waits until it is up.
     *
     * @param name           for messages.
     * @param command        with which a {@link Child} is served.
     * @param timeoutSeconds for anything that it does.
     */
    public static ChildProcess start(final String name, final List<String> command, final int timeoutSeconds)
    {
        return new ChildProcess(ChildJvm.start(name, command), name, timeoutSeconds);
    }

    /** It is of no use to wait for this one when one of those has ended. */
    public void dependOn(final List<ChildProcess> crew)
    {
        others = List.copyOf(crew);
    }

    /** Which JVM it runs in. */
    public String jvm()
    {
        return jvm;
    }

    /** Lets it make what it writes. */
    public void prepare(final Round round)
    {
        request("prepare " + round.line(), "prepared");
    }

    /** Lets it open what it reads. */
    public void connect(final Round round)
    {
        request("connect " + round.line(), "connected");
    }

    /** Says when the first record of the next round with a rate is due, by {@link System#nanoTime}. */
    public void dueFrom(final long nanos)
    {
        request("due " + nanos, "noted");
    }

    /** Lets it begin; returns when it has. */
    public void start()
    {
        request("run", "started");
    }

    /** The numbers that it measured; waits until it is done. */
    public Map<String, Long> result()
    {
        final Map<String, Long> numbers = new HashMap<>();
        final Map<String, String> words = new HashMap<>();
        for (final String pair : await("done").split(" "))
        {
            final int number = pair.indexOf(Child.NUMBER);
            final int text = pair.indexOf(Child.TEXT);
            if (text >= 0 && (number < 0 || text < number))
            {
                words.put(pair.substring(0, text), pair.substring(text + 1));
            }
            else
            {
                numbers.put(pair.substring(0, number), Long.parseLong(pair.substring(number + 1)));
            }
        }
        texts = words;
        return numbers;
    }

    /** A text that came with the newest result. */
    public String text(final String key)
    {
        return texts.get(key);
    }

    /** The numbers that it measured, which must have read the round's records, of so many bytes each, unchanged. */
    public Map<String, Long> result(final Round round, final int payload)
    {
        final Map<String, Long> result = result();
        final long expected = PayloadSum.of(round.records(), payload);
        if (result.get("sum") != expected)
        {
            throw new MeasureException(name + " read other payloads than were written: the sum over " +
                round.records() + " records is 0x" + Long.toHexString(result.get("sum")) + ", not 0x" +
                Long.toHexString(expected));
        }
        return result;
    }

    /** Lets it close all that it has open, and live on. */
    public void finish()
    {
        request("close", "closed");
    }

    private void request(final String command, final String answer)
    {
        process.tell(command);
        await(answer);
    }

    private String await(final String word)
    {
        String line = process.poll(1, TimeUnit.SECONDS);
        for (int waited = 1; line == null; waited++)
        {
            if (waited >= timeoutSeconds)
            {
                throw new MeasureException(name + " did not get to \"" + word + "\" within " + timeoutSeconds + " s");
            }
            others.forEach(other -> other.process.requireAlive());
            line = process.poll(1, TimeUnit.SECONDS);
        }
        if (!line.startsWith(word))
        {
            throw new MeasureException(name + " said \"" + line + "\" where \"" + word + "\" was expected");
        }
        return line.substring(word.length()).trim();
    }

    /** Ends the process, whatever it does, and waits for that. */
    @Override
    public void close()
    {
        process.close();
    }
}
