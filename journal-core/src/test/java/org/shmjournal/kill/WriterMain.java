package org.shmjournal.kill;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.shmjournal.ChannelSpec;
import org.shmjournal.Durability;
import org.shmjournal.ShmChannel;
import org.shmjournal.ShmWriter;

/**
 * The process that is killed. Opens the channel, tells the last sequence that it found, goes on behind it, and
 * acknowledges: whenever a few records are written it tells the sequence of the last. Stops or closes as planned.
 */
final class WriterMain
{
    /** How many records may be written and not acknowledged. */
    static final int MAX_BATCH = 4;

    private static final int SEGMENT_SIZE = 64 * 1024;
    private static final long FORCE_EVERY_BYTES = 10_000;
    /** Unless each is, a batch is flushed when so many records were written. */
    private static final int FLUSHED_BATCH = 32;

    private final Path path;
    private final boolean full;
    private final Durability durability;
    private final Marks marks;
    private final Plan plan;
    private final Messages messages = new Messages();
    private final Stopper stopper;

    private WriterMain(
        final Path path, final boolean full, final Durability durability, final Marks marks, final Plan plan)
    {
        this.path = path;
        this.full = full;
        this.durability = durability;
        this.marks = marks;
        this.plan = plan;
        this.stopper = new Stopper(plan, messages);
    }

    /** Arguments: channel, whether with checksums and timestamps, durability, file of marks, plan. */
    public static void main(final String[] args) throws IOException
    {
        Child.listenToParent(message -> {
        });
        new WriterMain(Path.of(args[0]), Boolean.parseBoolean(args[1]), Durability.valueOf(args[2]),
            Marks.map(Path.of(args[3])), Plan.parse(args[4])).run();
    }

    private void run()
    {
        marks.writer(Phase.OPENING);
        try (ShmWriter<Long> writer = channel().openWriter())
        {
            marks.writer(Phase.ELSEWHERE);
            messages.send(writer.lastSequence());
            write(writer);
            marks.writer(Phase.CLOSING);
        }
        marks.writer(Phase.ELSEWHERE);
    }

    private ShmChannel<Long> channel()
    {
        return ShmChannel.at(path)
            .format(new MarkingFormat(marks, stopper))
            .spec(spec())
            .fileOperations(new MarkingFileOperations(marks, stopper))
            .epochClock(new MarkingClock(marks, stopper));
    }

    private ChannelSpec spec()
    {
        final ChannelSpec spec = ChannelSpec.defaults().segmentSize(SEGMENT_SIZE).checksums(full).timestamps(full)
            .durability(durability);
        return durability == Durability.PERIODIC ? spec.forceEvery(FORCE_EVERY_BYTES) : spec;
    }

    private void write(final ShmWriter<Long> writer)
    {
        final Appender appender = new Appender(writer, marks, stopper);
        long sequence = writer.lastSequence() + 1;
        long written = 0;
        if (plan.records() > 0)
        {
            appender.appendCut(sequence);
            messages.send(sequence++);
        }
        while (written < plan.records() || plan.stop() == Stop.UNUSED_DELETED && !isNextSegmentThere(writer))
        {
            final int batch = 1 + (int)(sequence / 16 % MAX_BATCH);
            for (int i = 0; i < batch; i++)
            {
                appender.append(sequence++);
            }
            written += batch;
            if (durability == Durability.SYNC || sequence % FLUSHED_BATCH < batch)
            {
                marks.writer(Phase.FLUSH);
                writer.flush();
                marks.writer(Phase.ELSEWHERE);
            }
            messages.send(sequence - 1);
        }
    }

    private boolean isNextSegmentThere(final ShmWriter<Long> writer)
    {
        return Files.exists(path.resolve(String.format("%020d.seg", writer.position() / SEGMENT_SIZE + 1)));
    }
}
