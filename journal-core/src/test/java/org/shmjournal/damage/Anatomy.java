package org.shmjournal.damage;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.shmjournal.layout.ControlLayout;
import org.shmjournal.layout.HeaderLayout;
import org.shmjournal.layout.RecordWord;
import org.shmjournal.layout.SegmentLayout;

/** What each byte of one file of a specimen is. */
final class Anatomy
{
    private static final int[] CONTROL_WORDS = {ControlLayout.STATE, ControlLayout.EPOCH, ControlLayout.BOOT_ID,
        ControlLayout.OWNER_HEARTBEAT, ControlLayout.ACTIVE_SEGMENT, ControlLayout.DURABLE_POSITION,
        ControlLayout.RETAINED_FROM, ControlLayout.OWNER_PID, ControlLayout.OWNER_START,
        ControlLayout.OPEN_CLAIMS};

    private final Part[] parts;
    private final int[] words;
    private final int[] records;
    private final int recordsBefore;
    private int recordsBehind;
    private int end;
    private boolean read;

    private Anatomy(final int length, final int recordsBefore)
    {
        this.parts = new Part[length];
        this.words = new int[length];
        this.records = new int[length];
        this.recordsBefore = recordsBefore;
        this.recordsBehind = recordsBefore;
        Arrays.fill(parts, Part.FREE);
    }

    /** Of a control file. */
    static Anatomy ofControl()
    {
        final Anatomy anatomy = new Anatomy(ControlLayout.LENGTH, 0);
        anatomy.mark(0, HeaderLayout.LENGTH, Part.HEADER);
        for (final int word : CONTROL_WORDS)
        {
            anatomy.mark(word, Long.BYTES, Part.CONTROL);
        }
        return anatomy;
    }

    /**
     * Of an undamaged segment.
     *
     * @param recordsBefore of the channel, before this segment.
     * @param read          whether the stream leads to it.
     */
    static Anatomy ofSegment(
        final byte[] bytes,
        final int segmentSize,
        final boolean checksums,
        final boolean timestamps,
        final int recordsBefore,
        final boolean read)
    {
        final Anatomy anatomy = new Anatomy(bytes.length, recordsBefore);
        anatomy.read = read;
        anatomy.mark(0, HeaderLayout.LENGTH, Part.HEADER);
        anatomy.mark(SegmentLayout.NUMBER, 3 * Long.BYTES, Part.HEADER);
        anatomy.mark(SegmentLayout.BASE_TIMESTAMP, Long.BYTES, Part.BASE_TIMESTAMP);
        anatomy.mark(SegmentLayout.BASE_SEQUENCE, Long.BYTES, read ? Part.BASE_SEQUENCE : Part.FREE);
        final ByteBuffer memory = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        final int dataOffset = SegmentLayout.dataOffset(segmentSize);
        for (int at = SegmentLayout.INDEX; at < dataOffset; at += Long.BYTES)
        {
            if (memory.getLong(at) != 0)
            {
                anatomy.mark(at, Long.BYTES, Part.INDEX);
            }
        }
        anatomy.walk(memory, dataOffset, checksums, timestamps);
        return anatomy;
    }

    private void walk(
        final ByteBuffer memory, final int dataOffset, final boolean checksums, final boolean timestamps)
    {
        int at = dataOffset;
        long word = memory.getLong(at);
        while (word != 0 && RecordWord.kind(word) != RecordWord.ROLL)
        {
            mark(at, Long.BYTES, Part.WORD);
            int next = at + Long.BYTES;
            if (RecordWord.kind(word) == RecordWord.DATA)
            {
                final int payload = at + RecordWord.headerLength(timestamps);
                final int behind = payload + RecordWord.length(word);
                next = at + RecordWord.align(behind - at);
                note(at, next, at);
                Arrays.fill(parts, at + Long.BYTES, payload, checksums ? Part.COVERED : Part.TIMESTAMP);
                Arrays.fill(parts, payload, behind, checksums ? Part.COVERED : Part.PAYLOAD);
                recordsBehind++;
            }
            else if (RecordWord.kind(word) == RecordWord.PADDING)
            {
                next += RecordWord.length(word);
            }
            at = next;
            word = memory.getLong(at);
        }
        mark(at, Long.BYTES, Part.WORD);
        end = at;
    }

    private void mark(final int from, final int length, final Part part)
    {
        Arrays.fill(parts, from, from + length, part);
        note(from, from + length, from);
    }

    private void note(final int from, final int to, final int word)
    {
        Arrays.fill(words, from, to, word);
        Arrays.fill(records, from, to, recordsBehind);
    }

    /** Length of the file. */
    int length()
    {
        return parts.length;
    }

    /** What a byte is. */
    Part part(final int at)
    {
        return parts[at];
    }

    /** Offset in the file of the word that heads what this byte belongs to. */
    int word(final int at)
    {
        return words[at];
    }

    /** How many records of the channel stand before that word. */
    int records(final int at)
    {
        return records[at];
    }

    /** How many records of the channel stand before the segment. */
    int recordsBefore()
    {
        return recordsBefore;
    }

    /** How many records of the channel stand before its end. */
    int recordsBehind()
    {
        return recordsBehind;
    }

    /** Offset in the file of the word at which the walk ended: ROLL, or nothing. */
    int end()
    {
        return end;
    }

    /** Whether the stream leads here. */
    boolean isRead()
    {
        return read;
    }
}
