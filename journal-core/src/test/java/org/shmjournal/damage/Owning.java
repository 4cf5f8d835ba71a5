package org.shmjournal.damage;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.function.IntSupplier;
import org.shmjournal.BootedChannel;
import org.shmjournal.Conductor;
import org.shmjournal.ShmChannel;
import org.shmjournal.ShmWriter;
import org.shmjournal.error.ChannelClosedException;
import org.shmjournal.error.JournalException;
import org.shmjournal.io.MemoryFiles;
import org.shmjournal.layout.ControlLayout;
import org.shmjournal.layout.SegmentLayout;

/** Opens a damaged channel to write, or recovers it. */
final class Owning
{
    private final Specimen specimen;
    private final MemoryFiles files;
    private final Conductor conductor;

    Owning(final Specimen specimen, final MemoryFiles files, final Conductor conductor)
    {
        this.specimen = specimen;
        this.files = files;
        this.conductor = conductor;
    }

    /**
     * Opens: either refuses, and changes nothing, or appends a record.
     *
     * @return how many records it found before.
     */
    int own(final boolean powerLost, final long boot, final Injury injury, final Verdict verdict)
    {
        return found(powerLost, injury, verdict, () -> {
            try (ShmWriter<ByteBuffer> writer = channel(boot).openWriter())
            {
                final int records = (int)writer.lastSequence() + 1;
                writer.write(ByteBuffer.wrap(Reading.APPENDED));
                return records;
            }
        });
    }

    /**
     * Recovers: either refuses, and changes nothing, or leaves a channel that ends.
     *
     * @return how many records are in front of its end.
     */
    int recover(final boolean powerLost, final long boot, final Injury injury, final Verdict verdict)
    {
        return found(powerLost, injury, verdict, () -> (int)channel(boot).recover().endSequence());
    }

    private ShmChannel<ByteBuffer> channel(final long boot)
    {
        return BootedChannel.at(Specimen.CHANNEL, files, conductor, boot);
    }

    private int found(
        final boolean powerLost, final Injury injury, final Verdict verdict, final IntSupplier owner)
    {
        final int whole = specimen.records().size();
        final int records;
        try
        {
            records = owner.getAsInt();
        }
        catch (final JournalException ex)
        {
            if (ex instanceof ChannelClosedException && powerLost && injury.kind() == Injury.Kind.FORGERY)
            {
                checkKept(injury);
            }
            else
            {
                checkUntouched(injury);
            }
            throw ex;
        }
        final boolean prefix = !powerLost ? records == whole || verdict.mayEndAt(records) :
            records <= whole && (isOfDurable(injury) || records >= specimen.durableRecords());
        Wrong.unless(prefix || verdict.isForged(), "owner with a wrong sequence", records + " records of " + whole);
        return records;
    }

    /** After a power loss nothing else tells what was forced. */
    private static boolean isOfDurable(final Injury injury)
    {
        return injury.file().equals(Specimen.CONTROL) && injury.from() < ControlLayout.DURABLE_POSITION + Long.BYTES &&
            injury.to() > ControlLayout.DURABLE_POSITION;
    }

    /** Whoever is refused leaves every segment as it was. */
    private void checkUntouched(final Injury injury)
    {
        for (final Path file : specimen.anatomies().keySet())
        {
            if (!file.equals(Specimen.CONTROL) && !(file.equals(injury.file()) &&
                injury.kind() == Injury.Kind.TRUNCATION))
            {
                final boolean injured = file.equals(injury.file());
                final int from = injured ? injury.from() : 0;
                final int to = injured ? injury.to() : 0;
                Wrong.unless(isSame(file, 0, from) && isSame(file, to, specimen.bytes(file).length),
                    "refused, and yet changed", file);
            }
        }
    }

    /**
     * Whoever forges an END, check and all, behind what is durable, has ended the stream there once a power loss may
     * have been why no more came to the disk. What stands in front of it is as it was, what stood behind is kept.
     */
    private void checkKept(final Injury injury)
    {
        final Path file = injury.file();
        final int dataOffset = SegmentLayout.dataOffset(specimen.spec().segmentSize());
        Wrong.unless(isSame(file, dataOffset, injury.from()), "ended, and yet changed in front of the end", file);
        final String name = String.format("%s-%010d-", file.getFileName().toString().replace(".seg", ""),
            injury.to() - dataOffset);
        final byte[] behind = Arrays.copyOfRange(specimen.bytes(file), injury.to(), specimen.bytes(file).length);
        final byte[] kept = new byte[behind.length];
        files.paths().stream()
            .filter(each -> each.getFileName().toString().startsWith(name)).findFirst()
            .map(files::memory).ifPresent(memory -> memory.get(0, kept, 0, memory.limit()));
        Wrong.unless(Arrays.equals(behind, kept), "ended, and what stood behind is not kept", file);
    }

    private boolean isSame(final Path file, final int from, final int to)
    {
        final ByteBuffer memory = files.memory(file);
        return memory != null && memory.slice(from, to - from)
            .mismatch(ByteBuffer.wrap(specimen.bytes(file), from, to - from)) < 0;
    }
}
