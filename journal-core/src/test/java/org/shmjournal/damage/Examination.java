package org.shmjournal.damage;

import java.nio.ByteBuffer;
import org.shmjournal.BootedChannel;
import org.shmjournal.Conductor;
import org.shmjournal.ShmChannel;
import org.shmjournal.ShmReader;
import org.shmjournal.VerifyReport;
import org.shmjournal.error.CorruptChannelException;
import org.shmjournal.error.JournalException;
import org.shmjournal.io.MemoryFiles;
import org.shmjournal.layout.ControlLayout;
import org.shmjournal.testing.Records;

/** Hurts a copy of a specimen, looks at it from all sides, and heals it. One thread. */
final class Examination
{
    /** Of so many thorough examinations one has a power loss, too, since its recovery goes through whole segments. */
    private static final int POWER_LOSSES = 7;
    private static final long ANOTHER_BOOT = Specimen.BOOT + 1;
    private static final int PLACES = 3;

    private final Specimen specimen;
    private final Tally tally;
    private final MemoryFiles files = new MemoryFiles(Specimen.CHANNEL);
    private final Conductor conductor = Conductor.builder().workers(0).build();
    private final ShmChannel<ByteBuffer> channel =
        BootedChannel.at(Specimen.CHANNEL, files, conductor, Specimen.BOOT);
    private final Diagnosis diagnosis;
    private final Owning owning;
    private final Reading reading;
    private volatile Injury injury;
    private Verdict verdict;
    private boolean failed;
    private final boolean everything;
    private int thoroughOnes;

    /** A look, which throws what it finds. */
    private interface Looking
    {
        void run();
    }

    Examination(final Specimen specimen, final Tally tally, final boolean everything)
    {
        this.everything = everything;
        this.specimen = specimen;
        this.tally = tally;
        this.diagnosis = new Diagnosis(specimen);
        this.owning = new Owning(specimen, files, conductor);
        this.reading = new Reading(specimen);
        specimen.restore(files);
    }

    /** What is being looked at. */
    Injury injury()
    {
        return injury;
    }

    /** Looks with a reader from the start, and if {@code thorough} with everything. */
    void examine(final Injury next, final boolean thorough)
    {
        injury = next;
        verdict = diagnosis.verdict(next);
        tally.injury(next);
        hurt();
        look(Look.READ, () -> readAll(specimen.records().size(), -1));
        if (thorough)
        {
            look(Look.READ_FROM_END, this::readFromEnd);
            look(Look.SEEK, this::seek);
            look(Look.VERIFY, this::verify);
            look(Look.INFO, channel::info);
            look(Look.OWN, () -> own(Specimen.BOOT));
            specimen.restore(files);
            again(Look.RECOVER, () -> recover(Specimen.BOOT));
            if (everything || thoroughOnes++ % POWER_LOSSES == 0)
            {
                again(Look.OWN_ON_ANOTHER_BOOT, () -> own(ANOTHER_BOOT));
                again(Look.RECOVER_ON_ANOTHER_BOOT, () -> recover(ANOTHER_BOOT));
            }
        }
        else
        {
            files.put(next.file(), specimen.bytes(next.file()));
        }
    }

    /** Hurts it once more for a look that may change it, and heals it. */
    private void again(final Look look, final Looking looking)
    {
        verdict = diagnosis.verdict(injury);
        hurt();
        look(look, looking);
        specimen.restore(files);
    }

    private void hurt()
    {
        if (injury.kind() == Injury.Kind.TRUNCATION)
        {
            files.truncate(injury.file(), injury.from());
        }
        else
        {
            files.memory(injury.file()).put(injury.from(), injury.bytes());
        }
    }

    private void look(final Look look, final Looking looking)
    {
        failed = false;
        try
        {
            looking.run();
            if (failed)
            {
                tally.error(look);
            }
            else
            {
                tally.right(look);
            }
        }
        catch (final JournalException ex)
        {
            judge(look, ex);
        }
        catch (final RuntimeException | Error ex)
        {
            tally.wrong(look, injury, part(), ex);
        }
    }

    private void judge(final Look look, final JournalException error)
    {
        if (isTyped(error))
        {
            tally.error(look);
        }
        else
        {
            tally.wrong(look, injury, part(), error);
        }
    }

    private Part part()
    {
        return injury.kind() == Injury.Kind.TRUNCATION ? null : diagnosis.part(injury);
    }

    private static boolean isTyped(final JournalException error)
    {
        return error.getClass() != JournalException.class && error.path().startsWith(Specimen.CHANNEL);
    }

    /** From the start; {@code whole} is how many records there are if nothing is in the way. */
    private void readAll(final int whole, final int appendedBehind)
    {
        reading.from(0, injury, verdict).appendedBehind(appendedBehind);
        JournalException error = null;
        try (ShmReader<ByteBuffer> reader = channel.openReader())
        {
            reading.readAll(reader);
        }
        catch (final JournalException ex)
        {
            error = ex;
        }

        failed = error != null;
        Wrong.unless(error == null || isTyped(error), "error without a type", error);
        switch (verdict.then())
        {
            case END ->
            {
                Wrong.unless(error == null, "error where nothing is wrong", error);
                Wrong.unless(reading.count() == whole || appendedBehind < 0 && isOfAnotherBoot() &&
                    reading.count() >= specimen.durableRecords(), "not all records", reading.count() + " of " + whole);
            }
            case ERROR ->
            {
                Wrong.unless(reading.count() == verdict.records(), "not the records before the damage",
                    reading.count() + ", expected " + verdict.records());
                Wrong.unless(error != null, "no error where something is wrong", injury);
                checkPlace(error);
            }
            case END_OR_ERROR -> Wrong.unless(
                reading.count() == verdict.records() + (appendedBehind == verdict.records() ? 1 : 0),
                "not the records before the damage", reading.count() + ", expected " + verdict.records());
            default -> Wrong.unless(reading.count() >= verdict.records(), "not the records before the damage",
                reading.count() + ", expected " + verdict.records());
        }
    }

    private void checkPlace(final JournalException error)
    {
        Wrong.unless(error.path().equals(injury.file()), "error that names another file", error);
        if (verdict.fileOffset() > 0)
        {
            Wrong.unless(error instanceof CorruptChannelException corrupt &&
                corrupt.fileOffset() == verdict.fileOffset() && corrupt.position() == verdict.position(),
                "error that names another place", error + ", expected " + verdict);
        }
    }

    /** Whether the boot id is what was injured: then all is as after a power loss. */
    private boolean isOfAnotherBoot()
    {
        return injury.file().equals(Specimen.CONTROL) && injury.kind() != Injury.Kind.TRUNCATION &&
            injury.from() < ControlLayout.BOOT_ID + Long.BYTES && injury.to() > ControlLayout.BOOT_ID;
    }

    private boolean mayEndAt(final long sequence)
    {
        return verdict.mayEndAt(sequence) || isOfAnotherBoot() && sequence >= specimen.durableRecords();
    }

    private void readFromEnd()
    {
        try (ShmReader<ByteBuffer> reader = channel.fromEnd().openReader())
        {
            final long sequence = reader.sequence();
            Wrong.unless(verdict.isForged() || sequence == specimen.records().size() || mayEndAt(sequence),
                "end with a wrong sequence", sequence + ", expected " + specimen.records().size());
            reading.from((int)sequence, injury, verdict).readAll(reader);
            Wrong.unless(verdict.isForged() || reading.count() == sequence, "records behind the end", reading.count());
        }
    }

    private void seek()
    {
        final int last = specimen.records().size() - 1;
        for (int i = 0; i < PLACES; i++)
        {
            final int sequence = last * i / (PLACES - 1);
            final long position = specimen.records().get(sequence).position();
            seek(sequence, reader -> reader.seekToSequence(sequence));
            seek(sequence, reader -> reader.seek(position));
        }
    }

    private void seek(final int sequence, final java.util.function.Consumer<ShmReader<ByteBuffer>> going)
    {
        try (ShmReader<ByteBuffer> reader = channel.openReader())
        {
            going.accept(reader);
            reading.from(sequence, injury, verdict);
            final boolean read = reader.poll(reading, 1) == 1;
            Wrong.unless(read || verdict.isForged() || mayEndAt(sequence), "no record where one was sought",
                sequence);
        }
        catch (final IllegalArgumentException ex)
        {
            // Says that no record starts there, which may be so if somebody forged a longer one in front of it.
            Wrong.unless(verdict.isForged(), "refused as if it were the caller's mistake", ex);
        }
        catch (final JournalException ex)
        {
            failed = true;
            Wrong.unless(isTyped(ex), "error without a type", ex);
        }
    }

    private void verify()
    {
        final VerifyReport report = channel.verify();
        failed = !report.isGood();
        Wrong.unless(failed || verdict.isWhole() || verdict.then() != Verdict.Then.ERROR, "damage that verify missed",
            report);
        Wrong.unless(failed || injury.kind() == Injury.Kind.ZERO || verdict.isForged() || !isToBeFound(),
            "damage that verify missed", report);
        Wrong.unless(failed || verdict.isForged() || verdict.mayEndAt(report.records()) ||
            report.records() == specimen.records().size(), "wrong count of records", report);
    }

    private boolean isToBeFound()
    {
        final Part part = part();
        return part == null || part.isFoundByVerify() && !(part == Part.INDEX && isIndexWordGone());
    }

    /** Which is as good as one that is not known. */
    private boolean isIndexWordGone()
    {
        return files.memory(injury.file()).getLong(injury.from() & -Long.BYTES) == 0;
    }

    private void own(final long boot)
    {
        final boolean powerLost = isPowerLost(boot);
        final int records = owning.own(powerLost, boot, injury, verdict);
        readOn(powerLost, records + 1, records);
    }

    private void recover(final long boot)
    {
        final boolean powerLost = isPowerLost(boot);
        final int records = owning.recover(powerLost, boot, injury, verdict);
        readOn(powerLost, records, -1);
    }

    private boolean isPowerLost(final long boot)
    {
        return boot != Specimen.BOOT || isOfAnotherBoot();
    }

    /** What an owner left. */
    private void readOn(final boolean powerLost, final int records, final int appendedBehind)
    {
        if (verdict.isForged())
        {
            return;
        }
        if (powerLost && !specimen.isBeforeDurableSegment(injury.file()))
        {
            // What was damaged is cut off, so that it harms nobody any more.
            verdict = Verdict.loose(records, verdict.loose());
        }
        readAll(records, appendedBehind);
        failed = false;
    }

    /** The undamaged one must pass. */
    void checkHealthy()
    {
        final Injury none = new Injury(Specimen.CONTROL, 0, new byte[0], Injury.Kind.VALUE);
        examine(none, true);
        final Records.Read last = specimen.records().get(specimen.records().size() - 1);
        Wrong.unless(last.position() < specimen.end(), "end", specimen.end());
    }
}
