package org.shmjournal.cli.output;

import java.io.IOException;
import com.fasterxml.jackson.core.JsonGenerator;
import org.shmjournal.PruneReport;

/**
 * What a pruning of a channel deleted, or would delete.
 */
public final class PruneFacts
{
    private final PruneReport report;
    private final boolean dryRun;

    /** Facts of one pruning; a dry run changed nothing. */
    public PruneFacts(final PruneReport report, final boolean dryRun)
    {
        this.report = report;
        this.dryRun = dryRun;
    }

    /** Prints them, for people, or as one JSON object. */
    public void print(final StandardOutput output, final boolean json, final Style style)
    {
        if (json)
        {
            Json.print(output, this::write);
        }
        else
        {
            output.print(describe(style));
            output.flush();
        }
    }

    private void write(final JsonGenerator json) throws IOException
    {
        json.writeStartObject();
        json.writeStringField("channel", report.path().toString());
        json.writeStringField("keep", report.keep().policy().name());
        json.writeNumberField("keepValue", report.keep().value());
        json.writeNumberField("firstSegment", report.firstSegment());
        json.writeNumberField("segments", report.segments());
        json.writeNumberField("bytes", report.bytes());
        json.writeNumberField("records", report.records());
        json.writeNumberField("oldestPosition", report.oldestPosition());
        json.writeNumberField("oldestSequence", report.oldestSequence());
        json.writeBooleanField("dryRun", dryRun);
        json.writeEndObject();
    }

    private String describe(final Style style)
    {
        final Facts facts = new Facts(style);
        final long first = report.firstSegment();
        facts.add("channel", Printable.of(report.path()) + (dryRun ? ", a dry run: nothing was changed" : ""));
        facts.add("keep", RetentionText.of(report.keep()));
        facts.add(dryRun ? "would delete" : "deleted", report.segments() == 0 ? style.good("nothing") :
            style.notable("segments " + first + " to " + (first + report.segments() - 1) + ": " + report.records() +
                " records, " + ByteCount.of(report.bytes())));
        facts.add("oldest", "position " + report.oldestPosition() + ", sequence " + report.oldestSequence());
        return facts.toString();
    }
}
