package org.shmjournal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.shmjournal.layout.ControlLayout;
import org.shmjournal.testing.Damage;
import org.shmjournal.testing.Records;

/** The files that version 1 of the format made are read, gone on with, and made again, byte for byte. */
class GoldenChannelTest extends ChannelFixture
{
    private Path golden;

    @BeforeEach
    void copyGolden() throws URISyntaxException
    {
        golden = directory.resolve("golden");
        Damage.copyDirectory(Path.of(GoldenChannelTest.class.getResource("/golden/" + GoldenChannel.VERSION).toURI()),
            golden);
    }

    @Test
    void shouldReadEveryRecord()
    {
        try (ShmReader<ByteBuffer> reader = at(golden).openReader())
        {
            final List<Records.Read> records = Records.readAll(reader);
            assertEquals(GoldenChannel.expected(), records.stream().map(GoldenChannel::describe).toList());
            assertEquals(ReaderState.CLOSED, reader.state());
            for (final Records.Read record : records)
            {
                assertArrayEquals(GoldenChannel.payload((int)record.sequence()), record.payload());
            }
        }
        assertEquals(List.of(), at(golden).verify().findings());
    }

    @Test
    void shouldReadEveryOption()
    {
        final ChannelInfo info = at(golden).info();
        assertEquals(Duration.ofMillis(1500), info.header().timeout());
        assertEquals(TimeUnit.MILLISECONDS, info.header().tickUnit());
        assertEquals(10_000, info.header().maxRecordLength());
        assertEquals(11, info.header().writerId());
        assertEquals(42, info.header().channelId());
        assertArrayEquals(new byte[]{0, -1, 16}, info.header().userMetadata());
        assertEquals(2, info.epoch());
        assertEquals(2, info.segments().size());
        assertEquals(0x0123_4567_89AB_CDEFL, info.instanceId());
        assertTrue(info.closed());
    }

    @Test
    void shouldGoOnWithIt()
    {
        try (ShmWriter<ByteBuffer> writer = at(golden).openWriter())
        {
            writer.write(Records.buffer(writer.lastSequence() + 1, 100));
        }
        try (ShmReader<ByteBuffer> reader = at(golden).openReader())
        {
            final List<Records.Read> records = Records.readAll(reader);
            final int count = GoldenChannel.expected().size();
            assertEquals(count + 1, records.size());
            assertRecords(records.subList(count, count + 1), count, 1, 100);
        }
        assertTrue(at(golden).verify().isGood());
    }

    @Test
    void shouldWriteTheSameFilesAgain() throws IOException
    {
        GoldenChannel.write(path());
        assertEquals(List.of("00000000000000000000.seg", "00000000000000000001.seg", "channel.ctl", "owner.lock"),
            Damage.names(path()));
        for (final String name : List.of("00000000000000000000.seg", "00000000000000000001.seg", "channel.ctl"))
        {
            assertArrayEquals(masked(golden.resolve(name)), masked(path().resolve(name)), name);
        }
    }

    /** Without what differs each time: who the owner was, and how often it beat. */
    private static byte[] masked(final Path file) throws IOException
    {
        final byte[] bytes = Files.readAllBytes(file);
        if (file.endsWith("channel.ctl"))
        {
            ByteBuffer.wrap(bytes)
                .putLong(ControlLayout.OWNER_HEARTBEAT, 0)
                .putLong(ControlLayout.OWNER_PID, 0)
                .putLong(ControlLayout.OWNER_START, 0);
        }
        return bytes;
    }
}
