package org.shmjournal.cli.demo;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.shmjournal.ChannelSpec;
import org.shmjournal.ShmChannel;
import org.shmjournal.VerifyReport;

/**
 * One run: makes the channels, starts the processes, and gathers what they say.
 */
final class DemoRun
{
    private final DemoDirectory directory;
    private final long records;
    private final long roundTrips;
    private final boolean sabotaged;
    private final long seed = new SplittableRandom().nextLong() >>> 1;
    private final List<String> findings = new ArrayList<>();

    DemoRun(final DemoDirectory directory, final long records, final long roundTrips, final boolean sabotaged)
    {
        this.directory = directory;
        this.records = records;
        this.roundTrips = roundTrips;
        this.sabotaged = sabotaged;
    }

    DemoResult run()
    {
        create(DemoSettings.WARM_UP, ChannelSpec.defaults());
        create(DemoSettings.STREAM, ChannelSpec.defaults());
        final Path stream = directory.channel(DemoSettings.STREAM);
        try (ChildProcess reader = ChildProcess.start("demo-reader", directory.path(), records, seed);
            ChildProcess writer = ChildProcess.start("demo-writer", directory.path(), records, seed))
        {
            reader.await("ready");
            writer.await("ready");
            final CompletableFuture<Sabotage.Flip> flip = sabotaged ?
                CompletableFuture.supplyAsync(() -> new Sabotage().run(stream, records)) :
                CompletableFuture.completedFuture(null);
            writer.tell("go");
            final Message written = writer.await("written");
            final Message streamed = reader.await("streamed");
            final Sabotage.Flip flipped = outcome(flip);
            reader.tell("replay");
            final Message replayed = reader.await("replayed");
            findings.addAll(reader.findings());
            directory.delete(DemoSettings.WARM_UP);

            final VerifyReport verified = verify(stream);
            final RoundTrips exchange = exchange();
            return new DemoResult(records, writer.pid(), reader.pid(), written, streamed, replayed, exchange.nanos(),
                exchange.wrong(), ShmChannel.at(stream).info(), verified, flipped, List.copyOf(findings));
        }
    }

    private void create(final String name, final ChannelSpec spec)
    {
        ShmChannel.at(directory.channel(name)).format(DemoRecord.format()).spec(spec).create();
    }

    private VerifyReport verify(final Path stream)
    {
        final VerifyReport report = ShmChannel.at(stream).verify();
        for (final VerifyReport.Finding finding : report.findings())
        {
            findings.add(finding.file() + ": " + finding.what() + " at offset " + finding.offset() + ": expected " +
                finding.expected() + ", found " + finding.found() + " (by verify)");
        }
        return report;
    }

    private RoundTrips exchange()
    {
        create(DemoSettings.REQUESTS, DemoSettings.smallSpec());
        create(DemoSettings.REPLIES, DemoSettings.smallSpec());
        final RoundTrips exchange = new RoundTrips(seed);
        exchange.run(directory.path(), roundTrips);
        return exchange;
    }

    private static Sabotage.Flip outcome(final CompletableFuture<Sabotage.Flip> flip)
    {
        try
        {
            return flip.join();
        }
        catch (final CompletionException ex)
        {
            throw new DemoException("could not sabotage: " + ex.getCause().getMessage(), ex);
        }
    }
}
