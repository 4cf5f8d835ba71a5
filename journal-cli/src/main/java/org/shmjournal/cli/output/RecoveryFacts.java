package org.shmjournal.cli.output;

import java.io.IOException;
import java.nio.file.Path;
import com.fasterxml.jackson.core.JsonGenerator;
import org.shmjournal.RecoveryReport;

/**
 * What a recovery of a channel found and did, or would do.
 */
public final class RecoveryFacts
{
    private final Path channel;
    private final RecoveryReport report;
    private final boolean dryRun;

    /** Facts of one recovery; a dry run changed nothing. */
    public RecoveryFacts(final Path channel, final RecoveryReport report, final boolean dryRun)
    {
        this.channel = channel;
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
        json.writeStringField("channel", channel.toString());
        json.writeNumberField("endPosition", report.endPosition());
        json.writeNumberField("endSequence", report.endSequence());
        json.writeNumberField("durablePosition", report.durablePosition());
        json.writeBooleanField("sameBoot", report.sameBoot());
        json.writeNumberField("bytesWalked", report.bytesWalked());
        json.writeNumberField("abandonedClaims", report.abandonedClaims());
        json.writeNumberField("bytesBehindEnd", report.bytesBehindEnd());
        json.writeArrayFieldStart("quarantine");
        for (final Path file : report.quarantine())
        {
            json.writeString(file.toString());
        }
        json.writeEndArray();
        json.writeBooleanField("dryRun", dryRun);
        json.writeEndObject();
    }

    private String describe(final Style style)
    {
        final Facts facts = new Facts(style);
        facts.add("channel", Printable.of(channel) + (dryRun ? ", a dry run: nothing was changed" : ""));
        facts.add("last owner", report.sameBoot() ? "on this boot" :
            "on another boot, or not known: a power loss is assumed");
        facts.add("end", "position " + report.endPosition() + ", sequence " + report.endSequence());
        facts.add("durable", "to position " + report.durablePosition() + " before");
        facts.add("walked", ByteCount.of(report.bytesWalked()));
        if (report.abandonedClaims() > 0)
        {
            facts.add("claims", style.notable(report.abandonedClaims() + " abandoned, void now"));
        }
        facts.add("behind the end", report.bytesBehindEnd() == 0 ? style.good("nothing") :
            style.notable(ByteCount.of(report.bytesBehindEnd()) + (dryRun ? "" : report.quarantine().isEmpty() ?
                ", discarded" : ", kept in quarantine")));
        report.quarantine().forEach(file -> facts.add("quarantine", Printable.of(file)));
        return facts.toString();
    }
}
