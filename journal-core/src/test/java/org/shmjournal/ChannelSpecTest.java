package org.shmjournal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.shmjournal.error.ChannelMismatchException;

/** What is fixed at creation: kept, adopted, and insisted on. */
class ChannelSpecTest extends ChannelFixture
{
    private static final ChannelSpec EVERYTHING = ChannelSpec.defaults()
        .segmentSize(128 * 1024)
        .maxRecordLength(1234)
        .checksums(true)
        .timestamps(true)
        .durability(Durability.PROCESS)
        .retention(Retention.SINGLE_SEGMENT)
        .timeout(Duration.ofMillis(1500))
        .tickUnit(TimeUnit.MICROSECONDS)
        .writerId(-11)
        .channelId(Long.MAX_VALUE)
        .formatId(77)
        .mediaType("application/x-test; a=b")
        .userMetadata(HexFormat.of().parseHex("00ff7f80"));

    /** Bytes, under the name of something else. */
    private static final class NamedFormat implements DataFormat<ByteBuffer>
    {
        @Override
        public int id()
        {
            return 77;
        }

        @Override
        public String mediaType()
        {
            return "application/x-test; a=b";
        }

        @Override
        public int encode(final ByteBuffer value, final ByteBuffer target, final int offset, final int available)
        {
            return RawFormat.raw().encode(value, target, offset, available);
        }

        @Override
        public ByteBuffer decode(final ByteBuffer source, final int offset, final int length)
        {
            return RawFormat.raw().decode(source, offset, length);
        }
    }

    static List<Arguments> mismatches()
    {
        return List.of(
            mismatch(spec -> spec.segmentSize(65536), "segmentSize=65536", "segmentSize=131072"),
            mismatch(spec -> spec.maxRecordLength(1235), "maxRecordLength=1235", "maxRecordLength=1234"),
            mismatch(spec -> spec.checksums(false), "checksums=false", "checksums=true"),
            mismatch(spec -> spec.timestamps(false), "timestamps=false", "timestamps=true"),
            mismatch(spec -> spec.retention(Retention.KEEP_ALL), "retention=KEEP_ALL", "retention=SINGLE_SEGMENT"),
            mismatch(spec -> spec.timeout(Duration.ofMillis(1501)), "timeout=PT1.501S", "timeout=PT1.5S"),
            mismatch(spec -> spec.tickUnit(TimeUnit.SECONDS), "tickUnit=SECONDS", "tickUnit=MICROSECONDS"),
            mismatch(spec -> spec.writerId(11), "writerId=11", "writerId=-11"),
            mismatch(spec -> spec.channelId(0), "channelId=0", "channelId=9223372036854775807"),
            mismatch(spec -> spec.formatId(2), "formatId=2", "formatId=77"),
            mismatch(spec -> spec.mediaType("text/plain"), "mediaType=text/plain",
                "mediaType=application/x-test; a=b"),
            mismatch(spec -> spec.userMetadata(new byte[]{1}), "userMetadata=01", "userMetadata=00ff7f80"));
    }

    private static Arguments mismatch(
        final Function<ChannelSpec, ChannelSpec> change, final String wish, final String actual)
    {
        return Arguments.of(change, wish, actual);
    }

    private ShmChannel<ByteBuffer> withEverything()
    {
        return channel(EVERYTHING).format(new NamedFormat());
    }

    @Test
    void shouldKeepEveryOption()
    {
        try (ShmWriter<ByteBuffer> writer = withEverything().openWriter())
        {
            assertIsEverything(writer.header());
        }
        try (ShmReader<ByteBuffer> reader = channel(ChannelSpec.defaults()).openReader())
        {
            assertIsEverything(reader.header());
        }
        assertIsEverything(channel().info().header());
        assertIsEverything(ChannelInfo.ofSegment(segmentFile(0)).header());
    }

    private static void assertIsEverything(final ChannelSpec spec)
    {
        assertEquals(128 * 1024, spec.segmentSize());
        assertEquals(1234, spec.maxRecordLength());
        assertTrue(spec.checksums());
        assertTrue(spec.timestamps());
        assertEquals(Durability.PROCESS, spec.durability());
        assertEquals(Retention.SINGLE_SEGMENT, spec.retention());
        assertEquals(Duration.ofMillis(1500), spec.timeout());
        assertEquals(TimeUnit.MICROSECONDS, spec.tickUnit());
        assertEquals(-11, spec.writerId());
        assertEquals(Long.MAX_VALUE, spec.channelId());
        assertEquals(77, spec.formatId());
        assertEquals("application/x-test; a=b", spec.mediaType());
        assertArrayEquals(HexFormat.of().parseHex("00ff7f80"), spec.userMetadata());
        assertEquals(EVERYTHING.toString(), spec.toString());
    }

    @Test
    void shouldHaveDefaults()
    {
        final ChannelSpec spec = ShmChannel.at(path()).spec(smallSegments()).create();
        assertEquals(SEGMENT_SIZE / 4, spec.maxRecordLength());
        assertEquals(List.of(false, false), List.of(spec.checksums(), spec.timestamps()));
        assertEquals(Retention.KEEP_ALL, spec.retention());
        assertEquals(Duration.ZERO, spec.timeout());
        assertEquals(TimeUnit.NANOSECONDS, spec.tickUnit());
        assertEquals(List.of(0L, 0L), List.of(spec.writerId(), spec.channelId()));
        assertEquals(RawFormat.ID, spec.formatId());
        assertEquals(RawFormat.MEDIA_TYPE, spec.mediaType());
        assertEquals(0, spec.userMetadata().length);
        assertEquals(64 * 1024 * 1024, ChannelSpec.defaults().segmentSize());
    }

    @ParameterizedTest
    @MethodSource("mismatches")
    void shouldNameBothValuesOfAnOptionThatDiffers(
        final Function<ChannelSpec, ChannelSpec> change, final String wish, final String actual)
    {
        withEverything().create();
        final ShmChannel<ByteBuffer> other = channel(change.apply(ChannelSpec.defaults()));

        final ChannelMismatchException onRead = assertThrows(ChannelMismatchException.class, other::openReader);
        assertTrue(onRead.getMessage().contains(wish), onRead.getMessage());
        assertTrue(onRead.getMessage().contains(actual), onRead.getMessage());
        final ChannelMismatchException onWrite = assertThrows(ChannelMismatchException.class, other::openWriter);
        assertEquals(onRead.getMessage(), onWrite.getMessage());
        withEverything().openWriter().close();
    }

    @Test
    void shouldAdoptWhateverWasNotSet()
    {
        withEverything().create();
        try (ShmWriter<ByteBuffer> writer = at(path()).openWriter())
        {
            assertIsEverything(writer.header());
        }
        at(path()).spec(ChannelSpec.defaults().checksums(true).writerId(-11)).openReader().close();
        // The same time in another unit is no difference
        at(path()).spec(ChannelSpec.defaults().timeout(Duration.ofSeconds(1).plusMillis(500))).openReader().close();
    }

    @Test
    void shouldRefuseAFormatThatTheChannelDoesNotHave()
    {
        channel().create();
        final ChannelMismatchException mismatch = assertThrows(ChannelMismatchException.class,
            () -> channel().format(new NamedFormat()).openReader());
        assertTrue(mismatch.getMessage().contains("formatId=77"), mismatch.getMessage());
        assertTrue(mismatch.getMessage().contains("formatId=2"), mismatch.getMessage());
        assertThrows(ChannelMismatchException.class, () -> channel().format(new NamedFormat()).openWriter());
    }

    @Test
    void shouldRefuseValuesThatCannotBe()
    {
        final ChannelSpec spec = ChannelSpec.defaults();
        for (final int size : new int[]{0, -1, 65535, 65537, 32768, Integer.MAX_VALUE, Integer.MIN_VALUE})
        {
            assertThrows(IllegalArgumentException.class, () -> spec.segmentSize(size));
        }
        assertThrows(IllegalArgumentException.class, () -> spec.maxRecordLength(-1));
        assertThrows(IllegalArgumentException.class, () -> spec.timeout(Duration.ofNanos(-1)));
        assertThrows(IllegalArgumentException.class, () -> spec.mediaType("x".repeat(129)));
        assertThrows(IllegalArgumentException.class, () -> spec.mediaType("text/\u00e9"));
        assertThrows(IllegalArgumentException.class, () -> spec.userMetadata(new byte[513]));
        assertEquals(1 << 30, spec.segmentSize(1 << 30).segmentSize());
        assertEquals(128, spec.mediaType("x".repeat(128)).mediaType().length());
    }

    @Test
    void shouldLeaveNothingBehindWhenTheOptionsDoNotFitTogether()
    {
        final ShmChannel<ByteBuffer> impossible = channel(smallSegments().maxRecordLength(SEGMENT_SIZE / 4 + 1));
        assertThrows(IllegalArgumentException.class, impossible::create);
        assertThrows(IllegalArgumentException.class, impossible::openWriter);
        assertTrue(Files.notExists(path()));
    }

    @Test
    void shouldNotChangeWhenItsMetadataIsChangedOutside()
    {
        final byte[] metadata = {1, 2, 3};
        final ChannelSpec spec = ChannelSpec.defaults().userMetadata(metadata);
        metadata[0] = 9;
        spec.userMetadata()[1] = 9;
        assertArrayEquals(new byte[]{1, 2, 3}, spec.userMetadata());
    }
}
