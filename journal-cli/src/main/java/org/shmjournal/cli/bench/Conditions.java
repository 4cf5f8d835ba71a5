package org.shmjournal.cli.bench;

import java.io.IOException;
import java.nio.file.Path;
import com.fasterxml.jackson.core.JsonGenerator;
import org.shmjournal.cli.measure.Environment;
import org.shmjournal.cli.output.Facts;
import org.shmjournal.cli.output.Printable;

/**
 * What figures depend on, and what must stand next to them.
 *
 * @param options     of the channel.
 * @param segmentSize of the channel.
 * @param place       where it is.
 * @param jvm         that the processes run in.
 */
record Conditions(ChannelOptions options, int segmentSize, Path place, String jvm)
{
    void addTo(final Facts facts)
    {
        facts.add("file system", Printable.of(Environment.fileSystem(place)));
        facts.add("JDK", jvm);
        facts.add("machine", Environment.kernel() + ", " + Environment.cpu());
        facts.add("channel", options.describe(segmentSize));
        facts.add("durability", durability());
        facts.add("payload", options.payload() + " bytes, written by " + options.write() + ", polled at most " +
            options.limit() + " at once");
        facts.add("idle strategy", "readers " + options.idle().describe() +
            "; a writer that waits for a segment or a reader backs off");
    }

    private String durability()
    {
        return (options.promisesMoreThan(Environment.fileSystemName(place)) ?
            "(of a file system in memory, which keeps nothing: choose another --dir) " : "") + options.durability() +
            ", " +
            (options.flushEvery() == 0 ? "never flushed" :
                options.flushEvery() == 1 ? "flushed after each record" :
                "flushed after each " + options.flushEvery() + " records") +
            ", checksums " + onOff(options.checksums()) + ", timestamps " + onOff(options.timestamps());
    }

    /** The main ones, for below a picture's title. */
    String line()
    {
        return Environment.fileSystemName(place) + "; " + options.describe(segmentSize) + "; " + options.durability() +
            ", checksums " + onOff(options.checksums()) + "; " + options.payload() + " bytes by " + options.write() +
            "; readers " + options.idle() + "; JDK " + jvm.substring(jvm.lastIndexOf(' ') + 1) + "; " +
            Environment.processor();
    }

    void write(final JsonGenerator json) throws IOException
    {
        json.writeObjectFieldStart("conditions");
        json.writeStringField("fileSystem", Environment.fileSystemName(place));
        json.writeStringField("directory", place.toString());
        json.writeStringField("jvm", jvm);
        json.writeStringField("kernel", Environment.kernel());
        json.writeStringField("processor", Environment.processor());
        json.writeNumberField("processors", Runtime.getRuntime().availableProcessors());
        json.writeStringField("channel", options.describe(segmentSize));
        json.writeNumberField("segmentSize", segmentSize);
        json.writeStringField("durability", options.durability().name());
        json.writeNumberField("flushEvery", options.flushEvery());
        json.writeBooleanField("checksums", options.checksums());
        json.writeBooleanField("timestamps", options.timestamps());
        json.writeNumberField("payloadLength", options.payload());
        json.writeStringField("write", options.write().toString());
        json.writeNumberField("limit", options.limit());
        json.writeStringField("idleStrategy", options.idle().toString());
        json.writeEndObject();
    }

    private static String onOff(final boolean on)
    {
        return on ? "on" : "off";
    }
}
