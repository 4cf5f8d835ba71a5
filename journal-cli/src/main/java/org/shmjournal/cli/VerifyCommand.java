package org.shmjournal.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import com.fasterxml.jackson.core.JsonGenerator;
import org.shmjournal.ShmChannel;
import org.shmjournal.VerifyReport;
import org.shmjournal.cli.output.ErrorJson;
import org.shmjournal.cli.output.Json;
import org.shmjournal.cli.output.Printable;
import org.shmjournal.cli.output.StandardOutput;
import org.shmjournal.cli.output.Style;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * Walks everything in a channel and says what is wrong where.
 */
@Command(
    name = "verify",
    description = {
        "Walks everything in a channel and says what is wrong where; a writer that was killed is nothing wrong.",
        "Exit code 0: good. 4: damaged."},
    footer = {"", "Example:", "  journal verify /tmp/orders && echo good"})
final class VerifyCommand implements Callable<Integer>
{
    @Mixin
    private CommonOptions common;

    @Mixin
    private TrustOption trust;

    @Mixin
    private ProgressOption progress;

    @Option(names = "--json", description = "Print one JSON object.")
    private boolean json;

    @Option(names = "--parallel", paramLabel = "N", description = "Walk with so many threads; default 1.")
    private int parallelism = 1;

    @Parameters(paramLabel = "CHANNEL", description = "The channel's directory.")
    private Path path;

    @Override
    public Integer call()
    {
        final Progress shown = progress.begin();
        shown.total(WatchedFiles.total(path, 1));
        final ShmChannel<?> channel = ShmChannel.at(path).fileOperations(WatchedFiles.of(trust.files(), shown));
        final VerifyReport report =
            ErrorJson.orPrint(json, path, () -> shown.around(() -> channel.verify(parallelism)));
        final StandardOutput output = new StandardOutput();
        if (json)
        {
            Json.print(output, out -> write(out, report));
        }
        else
        {
            print(output, report, Style.of(common.color()));
        }

        return report.isGood() ? ExitCode.OK : ExitCode.CORRUPT;
    }

    private static void print(final StandardOutput output, final VerifyReport report, final Style style)
    {
        for (final VerifyReport.Finding finding : report.findings())
        {
            output.println(Printable.of(finding.file()) + ": " + style.bad("corrupt " + finding.what()) +
                " at offset " + finding.offset() +
                (finding.position() < 0 ? "" : ", position " + finding.position()) +
                ": expected " + Printable.of(finding.expected()) + ", found " + Printable.of(finding.found()));
        }
        final long unlisted = report.findingsTotal() - report.findings().size();
        if (unlisted > 0)
        {
            output.println("and " + unlisted + " more");
        }
        output.println(Printable.of(report.path()) + ": " +
            (report.isGood() ? style.good("good") : style.bad("damaged")) + ": " + report.findingsTotal() +
            " problems in " + report.records() + " records, " + report.bytes() + " bytes, " + report.segments() +
            " segments");
        output.flush();
    }

    private static void write(final JsonGenerator json, final VerifyReport report) throws IOException
    {
        json.writeStartObject();
        json.writeStringField("channel", report.path().toString());
        json.writeBooleanField("good", report.isGood());
        json.writeNumberField("segments", report.segments());
        json.writeNumberField("records", report.records());
        json.writeNumberField("bytes", report.bytes());
        json.writeNumberField("findingsTotal", report.findingsTotal());
        json.writeArrayFieldStart("findings");
        for (final VerifyReport.Finding finding : report.findings())
        {
            json.writeStartObject();
            json.writeStringField("file", finding.file().toString());
            json.writeNumberField("offset", finding.offset());
            if (finding.position() >= 0)
            {
                json.writeNumberField("position", finding.position());
            }
            json.writeStringField("what", finding.what());
            json.writeStringField("expected", finding.expected());
            json.writeStringField("found", finding.found());
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeEndObject();
    }
}
