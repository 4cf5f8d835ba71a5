package org.shmjournal;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.shmjournal.testing.Records;

/**
 * The script of the golden channel: what is written, and what must be read. Run once for each version of the format, to
 * make the files that are kept; what they hold must be readable for ever.
 */
final class GoldenChannel
{
    static final String VERSION = "v1";

    private static final long INSTANCE_ID = 0x0123_4567_89AB_CDEFL;
    private static final long BOOT_ID = 0x1111_2222_3333_4445L;
    private static final long START = 1_767_225_600_000_000_000L;
    private static final int FIRST_OWNERS_RECORDS = 60;
    private static final int SECOND_OWNERS_RECORDS = 6;

    private GoldenChannel()
    {
    }

    /** Writes the channel into the directory that is named. */
    public static void main(final String[] arguments)
    {
        write(Path.of(arguments[0]));
    }

    /** Two owners: mixed records and heartbeats over a roll, a close; a heartbeat, claims, and a close. */
    static void write(final Path path)
    {
        final Conductor conductor = Conductor.builder().workers(0).build();
        final long[] now = {START};
        final ShmChannel<ByteBuffer> channel = ShmChannel.at(path)
            .spec(ChannelSpec.defaults()
                .segmentSize(64 * 1024)
                .maxRecordLength(10_000)
                .checksums(true)
                .timestamps(true)
                .timeout(Duration.ofMillis(1500))
                .tickUnit(TimeUnit.MILLISECONDS)
                .writerId(11)
                .channelId(42)
                .userMetadata(HexFormat.of().parseHex("00ff10")))
            .instanceId(() -> INSTANCE_ID)
            .bootId(() -> BOOT_ID)
            .epochClock(() -> now[0] += 1_000)
            .conductor(conductor);
        try (ShmWriter<ByteBuffer> writer = channel.openWriter())
        {
            for (int i = 0; i < FIRST_OWNERS_RECORDS; i++)
            {
                conductor.doWork();
                writer.write(ByteBuffer.wrap(payload(i)));
                if (i % 10 == 3)
                {
                    writer.heartbeat();
                }
            }
        }
        try (ShmWriter<ByteBuffer> writer = channel.openWriter())
        {
            writer.heartbeat();
            for (int i = 0; i < SECOND_OWNERS_RECORDS; i++)
            {
                try (RecordClaim claim = writer.claim(100))
                {
                    final byte[] payload = payload(FIRST_OWNERS_RECORDS + i);
                    claim.buffer().put(claim.offset(), payload);
                    claim.commit(payload.length);
                }
            }
        }
    }

    /** Of very different lengths, one of them so long that it rolls. */
    static byte[] payload(final int sequence)
    {
        final int length = sequence >= FIRST_OWNERS_RECORDS ? sequence - FIRST_OWNERS_RECORDS :
            sequence % 7 == 6 ? 10_000 - sequence : sequence * sequence % 97;
        return Records.payload(sequence, length);
    }

    /** Position, sequence, timestamp and payload of each record, worked out by hand from the script and the format. */
    static List<String> expected()
    {
        final List<String> records = new ArrayList<>();
        // One look at the clock to create the channel, one for each record and each roll
        long timestamp = START + 1_000;
        long position = 0;
        for (int i = 0; i < FIRST_OWNERS_RECORDS + SECOND_OWNERS_RECORDS; i++)
        {
            if (i == FIRST_OWNERS_RECORDS)
            {
                // CLOSE and HEARTBEAT
                position += 16;
            }
            final byte[] payload = payload(i);
            final long taken = (16 + payload.length + 7) / 8 * 8;
            if (position % 65536 + taken > 65536 - 16)
            {
                position = (position / 65536 + 1) * 65536;
                timestamp += 1_000;
            }
            timestamp += 1_000;
            records.add(describe(position, i, timestamp, payload));
            position += taken + (i < FIRST_OWNERS_RECORDS && i % 10 == 3 ? 8 : 0);
        }
        return records;
    }

    static String describe(final Records.Read record)
    {
        return describe(record.position(), record.sequence(), record.timestamp(), record.payload());
    }

    private static String describe(
        final long position, final long sequence, final long timestamp, final byte[] payload)
    {
        return position + " " + sequence + " " + timestamp + " " + payload.length + " " + Arrays.hashCode(payload);
    }
}
