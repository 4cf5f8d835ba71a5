package org.shmjournal.proof.script;

import static org.shmjournal.layout.HeaderLayout.CONTROL_MAGIC;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.shmjournal.error.CorruptChannelException;
import org.shmjournal.layout.ChannelHeader;
import org.shmjournal.layout.HeaderLayout;

/** A header whose magic or version is damaged: it is judged on a repaired copy, and what was mapped stays as it is. */
final class DamagedHeader
{
    private static final int MAJOR = 8;

    private DamagedHeader()
    {
    }

    static void judge(final boolean magic)
    {
        final ByteBuffer block = ByteBuffer.allocate(HeaderLayout.LENGTH).order(ByteOrder.LITTLE_ENDIAN);
        new ChannelHeader(1, 2, 3, 4, 1 << 16, 1 << 10, false, false, 0, 0, 0, 0, 0, 0, 0, 2, "", new byte[0])
            .encode(block, CONTROL_MAGIC);
        final int damaged = magic ? 0 : MAJOR;
        block.put(damaged, (byte)~block.get(damaged));
        try
        {
            ChannelHeader.decode(block, CONTROL_MAGIC, Scenario.PATH);
            throw new AssertionError("a damaged header is taken for a good one");
        }
        catch (final CorruptChannelException expected)
        {
            // It named the damaged field.
        }
    }
}
