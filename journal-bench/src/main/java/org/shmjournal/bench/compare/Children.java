package org.shmjournal.bench.compare;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.shmjournal.cli.measure.ChildProcess;

/** Starts child processes: each has the same settings, one role and one kind. */
final class Children
{
    private Children()
    {
    }

    /** Starts one and waits until it is up. */
    static ChildProcess start(final Settings settings, final Kind kind, final RoleName role)
    {
        final List<String> command = new ArrayList<>();
        command.add(settings.java().toString());
        command.addAll(settings.jvmOptions());
        command.addAll(kind.jvmOptions(settings.javaVersion()));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), ChildMain.class.getName(),
            kind.name(), role.name()));
        command.addAll(settings.arguments());
        return ChildProcess.start(kind + " " + role.name().toLowerCase(Locale.ROOT), command,
            settings.timeoutSeconds());
    }
}
