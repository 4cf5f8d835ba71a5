/** A memory-mapped persistent journal: one process appends records to a channel, others tail it. */
module org.shmjournal.core
{
    requires transitive org.agrona;
    requires jdk.unsupported;

    uses org.shmjournal.FormatProvider;

    exports org.shmjournal;
    exports org.shmjournal.async;
    exports org.shmjournal.error;
    exports org.shmjournal.io;
}
