/**
 * Ready-made record formats for the journal.
 */
module org.shmjournal.codecs
{
    requires transitive org.shmjournal.core;

    exports org.shmjournal.codecs;
}
