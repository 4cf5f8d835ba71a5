package org.shmjournal.damage;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.shmjournal.layout.RecordWord;
import org.shmjournal.layout.SegmentLayout;

/**
 * All injuries of a specimen, always in the same order. Every bit of what holds the stream together is looked at from
 * all sides. Of headers, which {@code BitFlipTest} goes through, payloads and what nobody looks at, a reader goes
 * through every bit of the control file and, where segments are small, of the one with many short records, but one bit
 * of each byte of payloads without checksums; a sample of these, and of the same in other segments, is looked at from
 * all sides. Unless everything is wanted.
 */
final class Campaign
{
    /** Prime, so that the sample has every bit of a byte and every byte of a word in it. */
    private static final int SAMPLE = 1009;
    private static final int WORD_SAMPLE = 211;
    private static final int LENGTH_SAMPLE = 509;
    private static final int LARGE_SAMPLE = 41;
    private static final int KINDS = 16;
    private static final int KIND_SAMPLE = 5;
    private static final int[] LENGTHS = {0, 1, 8, 4096, 16_384, 65_520, RecordWord.MAX_LENGTH - 7,
        RecordWord.MAX_LENGTH};

    /** Takes an injury, and whether it is to be looked at from all sides. */
    interface Examiner
    {
        void examine(Injury injury, boolean thorough);
    }

    private final Specimen specimen;
    private final Diagnosis diagnosis;
    private final boolean everything;
    private final int shares;
    private final int share;
    private long count;

    /** Every {@code shares}th injury, from number {@code share} on. */
    Campaign(final Specimen specimen, final boolean everything, final int shares, final int share)
    {
        this.specimen = specimen;
        this.diagnosis = new Diagnosis(specimen);
        this.everything = everything;
        this.shares = shares;
        this.share = share;
    }

    private boolean isMine()
    {
        return count++ % shares == share;
    }

    /** Every bit. */
    void flip(final Examiner examiner)
    {
        for (final Map.Entry<Path, Anatomy> file : specimen.anatomies().entrySet())
        {
            final byte[] bytes = specimen.bytes(file.getKey());
            final boolean goneThrough = isGoneThrough(file.getKey());
            for (int bit = 0; bit < bytes.length * Byte.SIZE; bit++)
            {
                final int at = bit / Byte.SIZE;
                final Part part = diagnosis.part(file.getKey(), at, 1);
                final boolean thorough = everything || bit % (isSmall() ? SAMPLE : 4 * SAMPLE) == 0 ||
                    isThorough(part, bit);
                if ((thorough || goneThrough && (part != Part.PAYLOAD || isOneOfItsByte(bit))) && isMine())
                {
                    final byte flipped = (byte)(bytes[at] ^ 1 << bit % Byte.SIZE);
                    examiner.examine(new Injury(file.getKey(), at, new byte[]{flipped}, Injury.Kind.FLIP), thorough);
                }
            }
        }
    }

    /** Of a payload that no checksum covers: what becomes of one bit becomes of all. */
    private static boolean isOneOfItsByte(final int bit)
    {
        return bit % Byte.SIZE == bit / Byte.SIZE % Byte.SIZE;
    }

    private boolean isGoneThrough(final Path file)
    {
        return file.equals(Specimen.CONTROL) || isSmall() && file.equals(specimen.denseSegment());
    }

    /** In a large segment a sample of the words must do. */
    private boolean isThorough(final Part part, final int number)
    {
        return part.isStructure() && (isSmall() || part != Part.WORD || number % LARGE_SAMPLE == 0);
    }

    private boolean isSmall()
    {
        return specimen.spec().segmentSize() == SegmentLayout.MIN_SEGMENT_SIZE;
    }

    /** Every word, with values that it never has. */
    void putHostileWords(final Examiner examiner)
    {
        for (final Map.Entry<Path, Anatomy> file : specimen.anatomies().entrySet())
        {
            for (int at = 0; at < file.getValue().length(); at += Long.BYTES)
            {
                final Part part = diagnosis.part(file.getKey(), at, Long.BYTES);
                final int word = at / Long.BYTES;
                final boolean thorough = everything || word % WORD_SAMPLE == 0 || isThorough(part, word);
                if ((thorough || isGoneThrough(file.getKey())) && isMine())
                {
                    putHostileWords(file.getKey(), at, injury -> examiner.examine(injury, thorough));
                }
            }
        }
    }

    private void putHostileWords(final Path file, final int at, final Consumer<Injury> examiner)
    {
        final ByteBuffer memory = ByteBuffer.wrap(specimen.bytes(file)).order(ByteOrder.LITTLE_ENDIAN);
        final long before = memory.getLong(at);
        final Set<Long> values = new LinkedHashSet<>(List.of(0L, 1L, -1L, Long.MIN_VALUE, Long.MAX_VALUE,
            0x1FFF_FFFFL, before + 8, Long.reverseBytes(before), aWordOf(file)));
        values.remove(before);
        for (final long value : values)
        {
            examiner.accept(injury(file, at, value, value == 0 ? Injury.Kind.ZERO : Injury.Kind.VALUE));
        }
        final int dataOffset = SegmentLayout.dataOffset(specimen.spec().segmentSize());
        if (!file.equals(Specimen.CONTROL) && at >= dataOffset)
        {
            final long salt = RecordWord.salt(memory.getLong(24), memory.getLong(SegmentLayout.NUMBER),
                memory.getLong(SegmentLayout.EPOCH));
            final int kinds = everything || diagnosis.part(file, at, Long.BYTES) == Part.WORD ? 1 : KIND_SAMPLE;
            for (int kind = at / Long.BYTES % kinds; kind < KINDS; kind += kinds)
            {
                // One length of each kind at each word, another at the next.
                final int length = LENGTHS[(at / Long.BYTES + kind) % LENGTHS.length];
                final long word = RecordWord.of(salt, at - dataOffset, RecordWord.low(kind, length));
                if (word != before)
                {
                    examiner.accept(injury(file, at, word, Injury.Kind.FORGERY));
                }
            }
        }
    }

    /** One that is valid where it stands. */
    private long aWordOf(final Path file)
    {
        final int place = file.equals(Specimen.CONTROL) ? 0 :
            SegmentLayout.dataOffset(specimen.spec().segmentSize());
        return ByteBuffer.wrap(specimen.bytes(file)).order(ByteOrder.LITTLE_ENDIAN).getLong(place);
    }

    private static Injury injury(final Path file, final int at, final long value, final Injury.Kind kind)
    {
        final byte[] bytes = new byte[Long.BYTES];
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putLong(value);
        return new Injury(file, at, bytes, kind);
    }

    /** Every length that is too short. */
    void truncate(final Examiner examiner)
    {
        for (final Map.Entry<Path, Anatomy> file : specimen.anatomies().entrySet())
        {
            for (int length = 0; length < file.getValue().length(); length++)
            {
                if ((everything || isGoneThrough(file.getKey()) || length % LENGTH_SAMPLE == 0) && isMine())
                {
                    examiner.examine(new Injury(file.getKey(), length, null, Injury.Kind.TRUNCATION),
                        everything || length % LENGTH_SAMPLE == 0);
                }
            }
        }
    }
}
