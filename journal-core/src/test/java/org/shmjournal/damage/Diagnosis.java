package org.shmjournal.damage;

import java.nio.file.Path;
import org.shmjournal.error.JournalException;
import org.shmjournal.layout.SegmentLayout;

/** Says what an injury of a specimen means, from what the injured bytes are. */
final class Diagnosis
{
    private final Specimen specimen;

    Diagnosis(final Specimen specimen)
    {
        this.specimen = specimen;
    }

    /** What a reader from the start must get. */
    Verdict verdict(final Injury injury)
    {
        final Anatomy anatomy = specimen.anatomies().get(injury.file());
        final boolean control = injury.file().equals(Specimen.CONTROL);
        if (injury.kind() == Injury.Kind.TRUNCATION)
        {
            return !control && !anatomy.isRead() ? Verdict.unharmed(specimen.records().size()) :
                Verdict.error(anatomy.recordsBefore(), 0, JournalException.NO_POSITION);
        }
        final Part part = part(injury);
        if (!control && !anatomy.isRead() && injury.kind() == Injury.Kind.FORGERY)
        {
            return Verdict.then(specimen.records().size(), Verdict.Then.ANYTHING);
        }
        if (!control && !anatomy.isRead() || part == Part.CONTROL || part == Part.FREE || part == Part.INDEX ||
            part == Part.BASE_TIMESTAMP)
        {
            return Verdict.unharmed(specimen.records().size());
        }
        return switch (part)
        {
            case HEADER -> Verdict.then(anatomy.recordsBefore(), Verdict.Then.ERROR);
            case BASE_SEQUENCE -> anatomy.recordsBefore() > 0 ? Verdict.unharmed(specimen.records().size()) :
                Verdict.then(0, Verdict.Then.ERROR);
            case PAYLOAD, TIMESTAMP -> Verdict.loose(specimen.records().size(), anatomy.records(injury.from()));
            default -> ofStream(injury, anatomy, part);
        };
    }

    /** What the most telling byte of some is. */
    Part part(final Path file, final int from, final int length)
    {
        Part part = Part.FREE;
        for (int at = from; at < from + length; at++)
        {
            part = moreTelling(part, specimen.anatomies().get(file).part(at));
        }
        return part;
    }

    /** What the most telling byte is of those that an injury changes. */
    Part part(final Injury injury)
    {
        final byte[] before = specimen.bytes(injury.file());
        Part part = Part.FREE;
        for (int i = 0; i < injury.bytes().length; i++)
        {
            if (before[injury.from() + i] != injury.bytes()[i])
            {
                part = moreTelling(part, specimen.anatomies().get(injury.file()).part(injury.from() + i));
            }
        }
        return part;
    }

    private static Part moreTelling(final Part one, final Part other)
    {
        return one.compareTo(other) < 0 ? one : other;
    }

    private Verdict ofStream(final Injury injury, final Anatomy anatomy, final Part part)
    {
        final int before = anatomy.records(injury.from());
        if (part == Part.WORD && injury.kind() == Injury.Kind.ZERO)
        {
            return Verdict.then(before, Verdict.Then.END_OR_ERROR);
        }
        if (part == Part.WORD && injury.kind() == Injury.Kind.FORGERY)
        {
            return Verdict.then(before, Verdict.Then.ANYTHING);
        }
        final int word = anatomy.word(injury.from());
        return Verdict.error(before, word, position(injury.file(), word));
    }

    private long position(final Path segment, final int fileOffset)
    {
        return specimen.start(segment) + fileOffset - SegmentLayout.dataOffset(specimen.spec().segmentSize());
    }
}
