package org.shmjournal.codecs;

import java.util.List;
import java.util.stream.Collectors;

/**
 * What a library needs of the JVM's command line.
 *
 * @param packageName of java.base that it gets at.
 * @param opens       whether by reflection on what is private.
 */
record JvmOption(String packageName, boolean opens)
{
    /** Agrona's buffers. */
    static final JvmOption INTERNAL_MISC = new JvmOption("jdk.internal.misc", true);
    /** Chronicle's way to what the JDK keeps private. */
    static final JvmOption LANG_REFLECT = new JvmOption("java.lang.reflect", true);
    /** Chronicle's cleaners. */
    static final JvmOption INTERNAL_REF = new JvmOption("jdk.internal.ref", false);
    /** Chronicle's addresses of buffers. */
    static final JvmOption NIO_CH = new JvmOption("sun.nio.ch", false);

    /**
     * Refuses to go on without options.
     *
     * @param format  that needs them.
     * @param library class whose module needs them; it is not initialized.
     * @throws IllegalStateException that names those that are missing.
     */
    static void require(final String format, final Class<?> library, final JvmOption... options)
    {
        final Module module = library.getModule();
        final List<JvmOption> missing =
            List.of(options).stream().filter(option -> !option.isGivenTo(module)).toList();
        if (!missing.isEmpty())
        {
            throw new IllegalStateException("format=" + format + " needs options of the JVM that it was started " +
                "without; add: " + missing.stream().map(option -> option.text(module))
                    .collect(Collectors.joining(" ")));
        }
    }

    private boolean isGivenTo(final Module module)
    {
        final Module base = Object.class.getModule();
        return opens ? base.isOpen(packageName, module) : base.isExported(packageName, module);
    }

    private String text(final Module module)
    {
        return (opens ? "--add-opens" : "--add-exports") + " java.base/" + packageName + "=" +
            (module.isNamed() ? module.getName() : "ALL-UNNAMED");
    }
}
