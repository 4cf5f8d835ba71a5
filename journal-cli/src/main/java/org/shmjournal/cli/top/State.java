package org.shmjournal.cli.top;

import org.shmjournal.ChannelInfo;
import org.shmjournal.cli.output.Style;

/** What a channel is just now, in a word. */
enum State
{
    DAMAGED("damaged"),
    DRAINED("drained"),
    TERMINATED("terminated"),
    CLOSED("closed"),
    UNWRITTEN("unwritten"),
    /** As recovery and copies leave it. */
    UNOWNED("unowned"),
    LIVE("live"),
    ABANDONED("abandoned");

    private final String word;

    State(final String word)
    {
        this.word = word;
    }

    static State of(final ChannelInfo info)
    {
        if (!info.problems().isEmpty())
        {
            return DAMAGED;
        }
        if (!"ACTIVE".equals(info.state()))
        {
            return "DRAINED".equals(info.state()) ? DRAINED : TERMINATED;
        }
        if (info.closed())
        {
            return CLOSED;
        }
        if (info.owner().pid() == 0)
        {
            return info.endPosition() == 0 ? UNWRITTEN : UNOWNED;
        }
        return info.owner().alive() ? LIVE : ABANDONED;
    }

    String word()
    {
        return word;
    }

    /** The text in the colour of the state. */
    String in(final Style style, final String text)
    {
        return switch (this)
        {
            case DAMAGED -> style.bad(text);
            case LIVE -> style.good(text);
            case ABANDONED, DRAINED, TERMINATED -> style.notable(text);
            case CLOSED, UNWRITTEN, UNOWNED -> text;
        };
    }
}
