package org.shmjournal.cli;

import picocli.CommandLine.IVersionProvider;

/**
 * The versions that a report about a fault should name.
 */
final class Version implements IVersionProvider
{
    @Override
    public String[] getVersion()
    {
        final String version = Journal.class.getPackage().getImplementationVersion();
        return new String[]{
            "journal " + (version == null ? "(not packaged)" : version),
            "Java " + System.getProperty("java.runtime.version") + ", " + System.getProperty("os.name") + " " +
                System.getProperty("os.version")};
    }
}
