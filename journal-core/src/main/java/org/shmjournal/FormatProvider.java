package org.shmjournal;

import java.util.List;

/**
 * Tells which formats a library has. A service: named in {@code META-INF/services} or a module's {@code provides}, with
 * a public constructor without parameters.
 */
@FunctionalInterface
public interface FormatProvider
{
    /** The formats, without loading what they need. */
    List<FormatDescriptor> formats();
}
