package org.shmjournal.cli.bench;

/** What latencies are taken of. */
enum Measured
{
    ONE_WAY("one-way", "oneWay", "from when its write was due until the reader has it"),
    WRITE("write", "write", "from when it was due until it returned"),
    ROUND_TRIP("round trip", "roundTrip", "from when the request was due until the reply is there");

    private final String title;
    private final String field;
    private final String meaning;

    Measured(final String title, final String field, final String meaning)
    {
        this.title = title;
        this.field = field;
        this.meaning = meaning;
    }

    /** For people. */
    String title()
    {
        return title;
    }

    /** In JSON. */
    String field()
    {
        return field;
    }

    /** From when until when. */
    String meaning()
    {
        return meaning;
    }
}
