package org.shmjournal.cli;

import java.util.concurrent.Callable;
import org.shmjournal.CursorInfo;
import org.shmjournal.Gating;
import org.shmjournal.ShmChannel;
import org.shmjournal.ShmReader;
import org.shmjournal.cli.output.CursorChangeFacts;
import org.shmjournal.cli.output.ErrorJson;
import org.shmjournal.cli.output.StandardOutput;
import org.shmjournal.cli.output.Style;
import org.shmjournal.error.PositionUnavailableException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * Moves a cursor that no reader has, or makes one.
 */
@Command(
    name = "set",
    description = {
        "Moves a cursor that no reader has, changes what it holds back, or makes one that is not there.",
        "Its next reader goes on from there. While a reader has it, it is refused (exit code 5)."},
    footer = {
        "",
        "Example:",
        "  journal cursors set --to sequence:1000 --gating retention /tmp/orders billing"})
final class CursorsSetCommand implements Callable<Integer>
{
    @Spec
    private CommandSpec spec;

    @Mixin
    private CommonOptions common;

    @Option(
        names = "--to",
        paramLabel = "WHERE",
        description = {
            "Where the next reader begins: start, end, position:P, sequence:N for the record with that sequence,",
            "or a time: 2026-01-31T12:00:00Z, or 10m for ten minutes ago. Default where it is; a new one needs it."})
    private String to;

    @Option(
        names = "--gating",
        paramLabel = "none|retention|writer",
        description = "What it holds back: nothing; the deletion of segments; or also a ring's writer. Default " +
            "what it did; a new one nothing.")
    private GatingMode gating;

    @Option(
        names = "--max-lag",
        paramLabel = "SIZE",
        converter = SizeConverter.OfLong.class,
        description = "How far it may lag behind and hold anything back, in whole segments; 0 for any distance.")
    private Long maxLag;

    @Mixin
    private CursorChange change;

    @Override
    public Integer call()
    {
        if (to == null && gating == null && maxLag == null)
        {
            throw usage("Say what to set: --to, --gating or --max-lag");
        }
        final CursorChangeFacts facts = ErrorJson.orPrint(change.isJson(), change.path(), this::set);
        facts.print(new StandardOutput(), change.isJson(), Style.of(common.color()));

        return ExitCode.OK;
    }

    private CursorChangeFacts set()
    {
        // Refuses a name that is none before anything is looked at.
        final ShmChannel<?> named = wished(change.channel().cursor(change.name()));
        final CursorInfo before = change.now().orElse(null);
        if (before == null && to == null)
        {
            throw usage("There is no cursor " + change.name() + " yet: say with --to where it begins");
        }
        final CursorInfo after;
        // What cannot be is found out before there is a new cursor.
        try (ShmReader<?> reader = change.channel().openReader())
        {
            after = wouldBe(before, reader);
        }
        if (change.isDryRun())
        {
            if (before != null)
            {
                change.refuseWhatIsInUse(before);
            }
            return CursorChangeFacts.ofSetting(change.path(), before, after, true);
        }
        try (ShmReader<?> reader = named.openReader())
        {
            goTo(reader);
        }
        catch (final PositionUnavailableException overtaken)
        {
            if (before == null)
            {
                change.channel().removeCursor(change.name(), false);
            }
            throw overtaken;
        }
        return CursorChangeFacts.ofSetting(change.path(), before, change.now().orElse(after), false);
    }

    private <T> ShmChannel<T> wished(final ShmChannel<T> channel)
    {
        final ShmChannel<T> gated = gating == null ? channel : channel.gating(gating.gating());
        return maxLag == null ? gated : gated.maxLag(maxLag);
    }

    private void goTo(final ShmReader<?> reader)
    {
        if (to != null)
        {
            new StreamPlace(spec, "--to", to).seek(reader);
        }
    }

    private CursorInfo wouldBe(final CursorInfo before, final ShmReader<?> reader)
    {
        final boolean stays = to == null;
        goTo(reader);
        return new CursorInfo(change.name(), true,
            gating != null ? gating.gating() : before == null ? Gating.NONE : before.gating(),
            stays ? before.position() : reader.position(), stays ? before.sequence() : reader.sequence(), -1, -1,
            maxLag != null ? maxLag : before == null ? 0 : before.maxLag(), false, false, 0);
    }

    private ParameterException usage(final String message)
    {
        return new ParameterException(spec.commandLine(), message);
    }
}
