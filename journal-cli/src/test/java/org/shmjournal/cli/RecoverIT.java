package org.shmjournal.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.shmjournal.cli.ChannelFiles.RECORD;
import static org.shmjournal.cli.ChannelFiles.contents;
import static org.shmjournal.cli.ChannelFiles.lines;
import static org.shmjournal.cli.SharedProcess.run;
import static org.shmjournal.cli.SharedProcess.runWith;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.api.io.TempDir;
import org.shmjournal.ConcurrentShmWriter;
import org.shmjournal.SharedClaim;
import org.shmjournal.ShmChannel;

@Timeout(value = 120, threadMode = ThreadMode.SEPARATE_THREAD)
class RecoverIT
{
    @TempDir
    Path directory;

    private Path channel;

    @BeforeEach
    void nameChannel()
    {
        channel = directory.resolve("channel");
    }

    @Test
    void shouldFindNothingToDoAfterAKill() throws Exception
    {
        ChannelFiles.writeAndKill(channel, 20);
        final Map<String, String> facts = JsonIT.parse(run("recover", "--json", channel).expect(0).text());
        assertEquals(channel.toString(), facts.get("channel"));
        assertEquals("true", facts.get("sameBoot"));
        assertEquals(20 * RECORD + "", facts.get("endPosition"));
        assertEquals("20", facts.get("endSequence"));
        assertEquals("0", facts.get("bytesBehindEnd"));
        assertEquals("0", facts.get("abandonedClaims"));
        assertEquals("false", facts.get("dryRun"));
        assertEquals(lines(0, 20), run("cat", channel).expect(0).text());
    }

    @Test
    void shouldTellOfAClaimThatIsOpen() throws Exception
    {
        try (ConcurrentShmWriter<ByteBuffer> writer = ShmChannel.at(channel).openConcurrentWriter())
        {
            writer.write(ByteBuffer.allocate(8));
            final SharedClaim claim = writer.claim(8);
            writer.write(ByteBuffer.allocate(8));
            final Map<String, String> facts = JsonIT.parse(run("info", "--json", channel).expect(0).text());
            assertEquals("1", facts.get("openClaims"));
            assertEquals("16", facts.get("endPosition"));
            assertTrue(run("info", channel).expect(0).text().contains("open claims"));
            claim.commit(8);
            assertFalse(run("info", channel).expect(0).text().contains("open claims"));
        }
    }

    @Test
    void shouldSayWithoutAChangeWhatAPowerLossHasLeftAndThenKeepItInQuarantine() throws Exception
    {
        ChannelFiles.writeAndKill(channel, 20, "--durability", "periodic", "--force-every-bytes", "1G");
        ChannelFiles.reboot(channel);
        ChannelFiles.lose(channel, 12);
        final String before = contents(channel);
        final Map<String, String> wouldBe =
            JsonIT.parse(run("recover", "--dry-run", "--json", channel).expect(0).text());
        assertEquals("true", wouldBe.get("dryRun"));
        assertEquals("false", wouldBe.get("sameBoot"));
        assertEquals(12 * RECORD + "", wouldBe.get("endPosition"));
        assertEquals(8 * RECORD + "", wouldBe.get("bytesBehindEnd"));
        assertFalse(wouldBe.containsKey("quarantine.0"), wouldBe.toString());
        assertEquals(before, contents(channel));

        final String facts = run("recover", channel).expect(0).text();
        assertTrue(facts.contains("a power loss is assumed") && facts.contains("position 192, sequence 12") &&
            facts.contains("128 bytes, kept in quarantine") && facts.contains(channel + "/quarantine/"), facts);
        final Map<String, String> info = JsonIT.parse(run("info", "--json", channel).expect(0).text());
        assertEquals("1", info.get("quarantine.files"));
        assertEquals("128", info.get("quarantine.bytes"));
        assertTrue(run("info", channel).expect(0).text().contains("1 file, 128 bytes"));
        runWith(lines(12, 15).getBytes(StandardCharsets.UTF_8), "write", channel).expect(0);
        assertEquals(lines(0, 15), run("cat", channel).expect(0).text());
        run("verify", channel).expect(0);
    }

    @Test
    void shouldDiscardWhatStandsBehindTheEndWhenTold() throws Exception
    {
        ChannelFiles.writeAndKill(channel, 20, "--checksums");
        ChannelFiles.reboot(channel);
        ChannelFiles.lose(channel, 12);
        final String facts = run("recover", "--discard-quarantine", channel).expect(0).text();
        assertTrue(facts.contains("128 bytes, discarded"), facts);
        assertTrue(Files.notExists(channel.resolve("quarantine")));
        assertEquals(lines(0, 12), run("cat", channel).expect(0).text());
    }

    @Test
    void shouldRefuseDamageInFrontOfTheDurablePositionUntilItIsToldWhereToCut() throws IOException
    {
        runWith(lines(0, 20).getBytes(StandardCharsets.UTF_8), "write", "--checksums", "--segment-size", "64K", channel)
            .expect(0);
        ChannelFiles.reboot(channel);
        ChannelFiles.damage(channel, 7);
        run("recover", channel).expect(4, "position=112");
        final String json = run("recover", "--json", channel).expectQuiet(4).text();
        assertEquals("112", JsonIT.parse(json).get("error.position"));
        run("recover", "--cut-at", "100", channel).expect(2, "position=100 is not the start of a record");
        for (final String position : new String[]{"-8", "abc", "1K"})
        {
            run("recover", "--cut-at=" + position, channel).expect(2,
                "'--cut-at': '" + position + "' is not a position such as 0 or 4096; see 'journal recover --help'");
        }
        final String before = contents(channel);
        run("recover", "--cut-at", "112", "--dry-run", channel).expect(0);
        // But for what a refused recovery has counted up, nothing has changed.
        assertEquals(before, contents(channel));
        assertTrue(run("recover", "--cut-at", "112", channel).expect(0).text().contains("sequence 7"));
        assertEquals(lines(0, 7), run("cat", channel).expect(0).text());
        run("verify", channel).expect(0);
    }

    @Test
    void shouldTellThatAStreamWhichIsSaidToBeOverHasNoEnd() throws IOException
    {
        runWith(lines(0, 20).getBytes(StandardCharsets.UTF_8), "write", "--segment-size", "64K", channel).expect(0);
        ChannelFiles.putWord(channel, ChannelFiles.STATE, 1);
        run("verify", channel).expectQuiet(4);
        final String told = "channel.ctl position=328: corrupt state at file offset 1024: expected ACTIVE, since the " +
            "stream has no END, found DRAINED; restore the channel from a backup, or go on behind its last record: " +
            "journal recover --cut-at 328";
        run("recover", "--dry-run", channel).expect(4, told);
        run("recover", channel).expect(4, told);
        runWith(lines(20, 21).getBytes(StandardCharsets.UTF_8), "write", channel).expect(4, told);
        assertEquals(lines(0, 20), run("tail", "-n", "20", channel).expect(4, told).text());
        run("recover", "--cut-at", "328", channel).expect(0);
        runWith(lines(20, 21).getBytes(StandardCharsets.UTF_8), "write", channel).expect(0);
        assertEquals(lines(0, 21), run("cat", channel).expect(0).text());
        run("verify", channel).expect(0);
    }

    @Test
    void shouldLeaveALiveOwnersChannelAlone() throws IOException
    {
        try (JournalProcess writer = JournalProcess.start("write", "--ack", "--segment-size", "64K", channel))
        {
            writer.feed(lines(0, 1));
            assertEquals("records=1 bytes=8 position=16", writer.line());
            run("recover", channel).expect(5, "owned by pid ");
            run("recover", "--dry-run", channel).expect(5, "owned by pid ");
            run("recover", "--dry-run", "--cut-at", "0", channel).expect(5, "owned by pid ");
            final Path copy = ChannelFiles.copy(channel, directory.resolve("copy"));
            run("recover", "--dry-run", copy).expect(0);
            writer.feed(lines(1, 2));
            assertEquals("records=2 bytes=16 position=32", writer.line());
            writer.endInput();
            writer.finish().expect(0);
        }
        run("recover", directory.resolve("missing")).expect(3, "missing");
        assertTrue(Files.notExists(directory.resolve("missing")));
    }
}
