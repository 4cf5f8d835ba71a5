/**
 * Ready-made record formats for the journal. A format's library is needed by those who use it, and by nobody else.
 */
module org.shmjournal.codecs
{
    requires transitive org.shmjournal.core;

    requires static com.fasterxml.jackson.databind;
    requires static com.fasterxml.jackson.dataformat.cbor;
    requires static com.fasterxml.jackson.dataformat.smile;
    requires static chronicle.bytes;
    requires static chronicle.core;

    exports org.shmjournal.codecs;

    provides org.shmjournal.FormatProvider with org.shmjournal.codecs.CodecFormats;
}
