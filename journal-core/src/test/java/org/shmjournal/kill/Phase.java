package org.shmjournal.kill;

/** What a thread of the writer process is busy with when it is killed. */
enum Phase
{
    /** Nothing below. */
    ELSEWHERE,
    /** In the format's encode, on the writer's thread. */
    ENCODE,
    /** Between the claim and its commit or abort. */
    CLAIM,
    /** Behind the ROLL word, before the first record of the next segment. Known on channels with timestamps only. */
    ROLL,
    /** From the allocation of the next segment to its map, on the conductor's thread. */
    PREPARATION,
    /** In openWriter: creation or recovery. */
    OPENING,
    /** In openWriter, where recovery forces what it has mended, as after a power loss. */
    RECOVERY,
    /** In the writer's flush. */
    FLUSH,
    /** In the writer's close. */
    CLOSING
}
