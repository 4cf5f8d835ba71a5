package org.shmjournal.cli.output;

import java.io.IOException;
import java.nio.file.Path;
import java.util.function.Supplier;
import com.fasterxml.jackson.core.JsonGenerator;
import org.shmjournal.error.CorruptChannelException;
import org.shmjournal.error.JournalException;

/**
 * What keeps a command from its facts, as JSON: whoever parses standard output gets one object in any case.
 */
public final class ErrorJson
{
    private ErrorJson()
    {
    }

    /**
     * Gathers facts about a channel; where that fails and JSON is wanted, prints why.
     *
     * @throws ToldException when it has printed why.
     */
    public static <T> T orPrint(final boolean json, final Path channel, final Supplier<T> facts)
    {
        try
        {
            return facts.get();
        }
        catch (final JournalException failure)
        {
            if (json)
            {
                Json.print(new StandardOutput(), out -> write(out, channel, failure));
                throw new ToldException(failure);
            }
            throw failure;
        }
    }

    private static void write(final JsonGenerator json, final Path channel, final JournalException failure)
        throws IOException
    {
        json.writeStartObject();
        json.writeStringField("channel", channel.toString());
        json.writeObjectFieldStart("error");
        json.writeStringField("path", String.valueOf(failure.path()));
        if (failure.position() != JournalException.NO_POSITION)
        {
            json.writeNumberField("position", failure.position());
        }
        if (failure instanceof CorruptChannelException damage)
        {
            json.writeNumberField("offset", damage.fileOffset());
            json.writeStringField("what", damage.what());
            json.writeStringField("expected", damage.expected());
            json.writeStringField("found", damage.found());
        }
        json.writeStringField("message", failure.getMessage());
        json.writeEndObject();
        json.writeEndObject();
    }
}
