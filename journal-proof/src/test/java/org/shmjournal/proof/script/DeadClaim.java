package org.shmjournal.proof.script;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Random;
import org.shmjournal.Retention;
import org.shmjournal.ShmWriter;
import org.shmjournal.layout.RecordWord;
import org.shmjournal.layout.SegmentLayout;
import org.shmjournal.proof.disk.DiskFile;
import org.shmjournal.proof.disk.Step;
import org.shmjournal.proof.trace.RecordingFiles;
import org.shmjournal.proof.trace.Trace;

/** Leaves a claim as a thread among several would, who publishes it open and dies: nobody else can resolve it. */
final class DeadClaim
{
    private static final int INSTANCE_ID = 24;
    private static final int MAX_WORDS = 8;

    private DeadClaim()
    {
    }

    static void leave(
        final RecordingFiles files, final Trace trace, final ShmWriter<?> writer, final Random random)
    {
        final int length = random.nextInt(MAX_WORDS) * RecordWord.LENGTH;
        if (writer.available() < RecordWord.LENGTH + length)
        {
            return;
        }
        final int segmentSize = writer.header().segmentSize();
        final DiskFile file = files.disk().file(Scenario.PATH.resolve(name(writer)).toString());
        final ByteBuffer memory = file.memory();
        final long salt = RecordWord.salt(memory.getLong(INSTANCE_ID), memory.getLong(SegmentLayout.NUMBER),
            memory.getLong(SegmentLayout.EPOCH));
        final int offset = (int)(writer.position() % segmentSize);
        final int index = SegmentLayout.dataOffset(segmentSize) + offset;

        files.interfere(new Step.Store(file.id(), index + RecordWord.LENGTH + length, bytes(0)));
        trace.begin(null);
        files.interfere(new Step.Store(file.id(), index,
            bytes(RecordWord.of(salt, offset, RecordWord.low(RecordWord.CLAIMED, length)))));
    }

    private static String name(final ShmWriter<?> writer)
    {
        final long number = writer.position() / writer.header().segmentSize();
        final Retention retention = writer.header().retention();
        return retention.policy() == Retention.Policy.RING ? String.format("%04d.seg", number % retention.value()) :
            String.format("%020d.seg", number);
    }

    private static byte[] bytes(final long word)
    {
        return ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN).putLong(word).array();
    }
}
