package org.shmjournal.cli.demo;

import java.io.IOException;
import java.util.Locale;
import com.fasterxml.jackson.core.JsonGenerator;
import org.shmjournal.cli.output.ByteCount;
import org.shmjournal.cli.output.ChannelFacts;
import org.shmjournal.cli.output.ChannelJson;
import org.shmjournal.cli.output.StandardOutput;
import org.shmjournal.cli.output.Style;

/**
 * Says what a run showed, for people or as JSON.
 */
final class DemoReport
{
    private final DemoResult result;

    DemoReport(final DemoResult result)
    {
        this.result = result;
    }

    void print(final StandardOutput output, final Style style)
    {
        fact(output, "writer", "process " + result.writerPid() + " wrote " + result.records() + " records of " +
            DemoRecord.LENGTH + " bytes");
        fact(output, "reader", "process " + result.readerPid() + " checked " + result.streamed().number("records") +
            " as they came, lost " + result.lost());
        fact(output, "digests", "writer " + result.written().text("digest") + ", reader " +
            result.streamed().text("digest"));
        fact(output, "streaming", perRecord(result.nanosPerRecord()) +
            " (at the reader, from its first record to its last)");
        fact(output, "replay", perRecord(result.replayNanosPerRecord()) +
            " (the same reader checks the whole channel once more)");
        fact(output, "round trip", "p50 " + percentile(50) + " ns, p99 " + percentile(99) + " ns, p99.9 " +
            percentile(99.9) + " ns, " + result.roundTrips().getTotalCount() +
            " requests and replies over two channels");
        fact(output, "waiting by", DemoSettings.streamingIdleStrategyName() + " when streaming, " +
            DemoSettings.exchangeIdleStrategyName() + " when exchanging");
        fact(output, "on", jdk() + ", " + Runtime.getRuntime().availableProcessors() + " processors, " +
            result.info().fileSystem() + ", segments of " + ByteCount.of(result.info().header().segmentSize()));
        output.write('\n');
        output.print(new ChannelFacts(style).describe(result.info()));
        output.write('\n');
        printVerdict(output, style);
    }

    void write(final JsonGenerator json, final boolean kept) throws IOException
    {
        json.writeStartObject();
        json.writeBooleanField("ok", result.isGood());
        json.writeNumberField("records", result.records());
        json.writeNumberField("lost", result.lost());
        json.writeNumberField("writerPid", result.writerPid());
        json.writeNumberField("readerPid", result.readerPid());
        json.writeNumberField("nanosPerRecord", result.nanosPerRecord());
        json.writeNumberField("replayNanosPerRecord", result.replayNanosPerRecord());
        json.writeObjectFieldStart("roundTripNanos");
        json.writeNumberField("p50", percentile(50));
        json.writeNumberField("p99", percentile(99));
        json.writeNumberField("p999", percentile(99.9));
        json.writeNumberField("max", result.roundTrips().getMaxValue());
        json.writeNumberField("count", result.roundTrips().getTotalCount());
        json.writeEndObject();
        json.writeObjectFieldStart("digest");
        json.writeStringField("writer", result.written().text("digest"));
        json.writeStringField("reader", result.streamed().text("digest"));
        json.writeStringField("replay", result.replayed().text("digest"));
        json.writeEndObject();
        json.writeStringField("channel", result.info().path().toString());
        json.writeBooleanField("kept", kept);
        json.writeStringField("fileSystem", result.info().fileSystem());
        json.writeNumberField("segmentSize", result.info().header().segmentSize());
        json.writeStringField("jdk", jdk());
        json.writeNumberField("processors", Runtime.getRuntime().availableProcessors());
        json.writeStringField("idleStrategy", DemoSettings.exchangeIdleStrategyName());
        json.writeStringField("streamingIdleStrategy", DemoSettings.streamingIdleStrategyName());
        writeSabotage(json);
        json.writeArrayFieldStart("findings");
        for (final String finding : result.findings())
        {
            json.writeString(finding);
        }
        json.writeEndArray();
        json.writeFieldName("info");
        ChannelJson.write(json, result.info());
        json.writeEndObject();
    }

    private void writeSabotage(final JsonGenerator json) throws IOException
    {
        final Sabotage.Flip flip = result.flip();
        json.writeBooleanField("sabotaged", flip != null);
        if (flip != null)
        {
            json.writeObjectFieldStart("sabotage");
            json.writeStringField("file", flip.file().toString());
            json.writeNumberField("offset", flip.offset());
            json.writeNumberField("bit", flip.bit());
            json.writeNumberField("sequence", flip.sequence());
            json.writeNumberField("position", flip.position());
            json.writeEndObject();
        }
    }

    private void printVerdict(final StandardOutput output, final Style style)
    {
        if (result.flip() != null)
        {
            output.println("sabotaged: " + result.flip());
        }
        for (final String finding : result.findings())
        {
            output.println("found: " + finding);
        }
        if (result.isGood())
        {
            output.println(style.good(result.flip() == null ? "All well." : "The sabotage was not noticed."));
        }
        else
        {
            output.println(style.bad(result.flip() == null ? "Not as it should be." : "The sabotage was noticed."));
        }
    }

    private long percentile(final double percentile)
    {
        return result.roundTrips().getValueAtPercentile(percentile);
    }

    private static void fact(final StandardOutput output, final String label, final String value)
    {
        output.println(String.format("%-15s%s", label, value));
    }

    private static String perRecord(final double nanos)
    {
        return String.format(Locale.ROOT, "%.1f ns a record, %.1f million records a second", nanos,
            nanos == 0 ? 0 : 1000 / nanos);
    }

    private static String jdk()
    {
        return "JDK " + System.getProperty("java.runtime.version");
    }
}
