package org.shmjournal.cli.output;

import java.io.IOException;
import java.util.Locale;
import com.fasterxml.jackson.core.JsonGenerator;
import org.shmjournal.EndReport;

/**
 * How a channel was drained or terminated, or would be.
 */
public final class EndFacts
{
    private final EndReport report;
    private final boolean dryRun;

    /** Facts of one end; a dry run changed nothing. */
    public EndFacts(final EndReport report, final boolean dryRun)
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
        json.writeStringField("stateBefore", report.stateBefore().toLowerCase(Locale.ROOT));
        json.writeStringField("state", report.state().toLowerCase(Locale.ROOT));
        json.writeBooleanField("change", report.isChange());
        json.writeNumberField("ownerPid", report.ownerPid());
        json.writeNumberField("endPosition", report.endPosition());
        json.writeBooleanField("dryRun", dryRun);
        json.writeEndObject();
    }

    private String describe(final Style style)
    {
        final Facts facts = new Facts(style);
        facts.add("channel", Printable.of(report.path()) + (dryRun ? ", a dry run: nothing was changed" : ""));
        final String state = report.state().toLowerCase(Locale.ROOT);
        facts.add("state", !report.isChange() ? style.good("was " + state + " already") :
            style.notable((dryRun ? "would be " : "") + state) + ", was " +
                report.stateBefore().toLowerCase(Locale.ROOT));
        if (report.endPosition() >= 0)
        {
            facts.add("ends", "for ever at position " + report.endPosition());
        }
        if (report.ownerPid() > 0 && report.isChange())
        {
            facts.add("owner", "pid " + report.ownerPid() + (dryRun ? ", would be told" : ", was told"));
        }
        return facts.toString();
    }
}
