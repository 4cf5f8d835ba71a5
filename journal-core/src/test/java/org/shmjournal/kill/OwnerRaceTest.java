package org.shmjournal.kill;

import static org.junit.jupiter.api.Assertions.*;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.shmjournal.Durability;
import org.shmjournal.ShmChannel;
import org.shmjournal.ShmReader;
import org.shmjournal.error.ChannelLockedException;

/**
 * Two processes become the owner at the same moment, again and again: one does, and the other is told whose the channel
 * is. An owner that has only just taken the lock may be nameless, but nobody else is named in its place.
 */
class OwnerRaceTest
{
    private static final int ROUNDS = 50;

    @TempDir
    private Path directory;

    @Test
    void shouldLetOneOfTwoProcessesOwnChannelThatIsThere() throws IOException, InterruptedException
    {
        race(ROUNDS + 1);
    }

    @Test
    void shouldLetOneOfTwoProcessesCreateChannel() throws IOException, InterruptedException
    {
        race(1);
    }

    @Test
    void shouldNotNameFormerOwnerWhileNextOneOpens() throws IOException, InterruptedException
    {
        try (WriterLife former = start("former", Plan.close(1)))
        {
            former.awaitEnd();
        }
        try (WriterLife owner = start("owner", Plan.stopInOpening(Stop.EPOCH_STORED, 0)))
        {
            assertTrue(owner.awaitStop());
            final ChannelLockedException error =
                assertThrows(ChannelLockedException.class,
                    () -> ShmChannel.at(directory.resolve("channel")).openWriter());
            final long named = OpenerMain.ownerNamedBy(error);
            assertTrue(named == owner.pid() || named == OpenerMain.NOBODY,
                () -> "owner's pid " + owner.pid() + ": " + error.getMessage());
        }
    }

    private WriterLife start(final String name, final Plan plan) throws IOException
    {
        return WriterLife.start(directory.resolve("channel"), false, Durability.PROCESS,
            directory.resolve(name + ".marks"),
            directory.resolve(name + ".errors"), plan);
    }

    private void race(final int roundsOnAChannel) throws IOException, InterruptedException
    {
        final Path gateFile = directory.resolve("gate");
        final Gate gate = Gate.map(gateFile);
        try (
            Child one = Child.start(OpenerMain.class, directory.resolve("one.errors"), directory,
                roundsOnAChannel, gateFile);
            Child other = Child.start(OpenerMain.class, directory.resolve("other.errors"), directory,
                roundsOnAChannel, gateFile))
        {
            int wonByOne = 0;
            for (int round = 1; round <= ROUNDS; round++)
            {
                wonByOne += race(round, gate, one, other) == one ? 1 : 0;
                checkRecords(OpenerMain.channel(directory, roundsOnAChannel, round), roundsOnAChannel == 1 ? 1 : round);
            }
            System.out.println(ROUNDS + " races for " + (roundsOnAChannel == 1 ? "new channels" : "one channel") +
                ": one process won " + wonByOne + ", the other " + (ROUNDS - wonByOne));
        }
    }

    /** Returns who won. */
    private static Child race(final int round, final Gate gate, final Child one, final Child other)
        throws IOException
    {
        for (final Child opener : List.of(one, other))
        {
            opener.send(round);
            assertEquals(OpenerMain.READY, receive(opener));
        }
        gate.open(round);
        final long answerOfOne = receive(one);
        final long answerOfOther = receive(other);
        final boolean oneWon = answerOfOne == OpenerMain.WON;
        assertTrue(oneWon != (answerOfOther == OpenerMain.WON),
            () -> "both or none, round " + round + ": " + answerOfOne + ", " + answerOfOther);
        final Child winner = oneWon ? one : other;
        final Child loser = oneWon ? other : one;

        final long named = oneWon ? answerOfOther : answerOfOne;
        assertTrue(named == winner.pid() || named == OpenerMain.NOBODY, () -> "round " + round + ", pid " +
            loser.pid() + " was told that the owner is pid " + named + ", which is pid " + winner.pid());
        loser.send(OpenerMain.TRY_AGAIN);
        assertEquals(winner.pid(), receive(loser));
        winner.send(OpenerMain.CLOSE);
        assertEquals(OpenerMain.READY, receive(winner));
        return winner;
    }

    private static long receive(final Child opener) throws IOException
    {
        try
        {
            return opener.in().readLong();
        }
        catch (final EOFException ex)
        {
            throw opener.failure("ended");
        }
    }

    /** Each winner wrote one. */
    private static void checkRecords(final Path channel, final int expected)
    {
        try (ShmReader<ByteBuffer> reader = ShmChannel.at(channel).openReader())
        {
            assertEquals(expected, reader.poll(record -> assertEquals(Long.BYTES, record.remaining()), expected + 1));
        }
    }
}
