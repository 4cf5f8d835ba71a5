/**
 * Formats that turn values into records and back:
 * <pre>
 *   TextFormat            strings
 *   JacksonFormat         objects as JSON, CBOR, Smile          jackson-databind
 *   SbeFormat             messages of SBE, by flyweights        agrona, with a flag of the JVM
 *   DirectBufferFormat    bytes in Agrona's buffers             agrona, with a flag of the JVM
 *   ChronicleBytesFormat  objects that write themselves         chronicle-bytes, faster with flags
 * </pre>
 */
package org.shmjournal.codecs;
