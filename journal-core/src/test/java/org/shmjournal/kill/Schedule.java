package org.shmjournal.kill;

import static org.shmjournal.kill.Plan.*;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/** The plans of the writers of one session: each place to stop at, the rest at random; in an order that varies. */
final class Schedule
{
    private static final int MAX_RECORDS = 200;
    private static final int MAX_SKIPPED_SEGMENTS = 3;

    private final Random random;
    private final List<List<Plan>> chains = new ArrayList<>();

    private Schedule(final Random random)
    {
        this.random = random;
    }

    /** Plans of {@code kills} writers that get killed. Only on a channel with timestamps one can stop in a roll. */
    static List<Plan> of(final int kills, final boolean timestamps, final Random random)
    {
        final Schedule schedule = new Schedule(random);
        schedule.addDirected(timestamps);
        final long directed = schedule.chains.stream().mapToInt(List::size).sum();
        for (long i = directed; i < kills; i++)
        {
            schedule.add(endless());
        }
        Collections.shuffle(schedule.chains, random);
        return schedule.chains.stream().flatMap(List::stream).toList();
    }

    /** Plans of writers on a channel that is to survive more than a kill: about what is forced, and when. */
    static List<Plan> ofForces(final Random random)
    {
        final Schedule schedule = new Schedule(random);
        schedule.addForces();
        schedule.add(stopInWriting(Stop.ROLL_PUBLISHED, schedule.segments()), stopInOpening(Stop.REPAIRING, 1));
        schedule.add(stopInClose(Stop.CLOSE_PUBLISHED, schedule.records()));
        schedule.add(endless());
        schedule.add(endless());
        Collections.shuffle(schedule.chains, random);
        return schedule.chains.stream().flatMap(List::stream).toList();
    }

    private void addForces()
    {
        add(stopInWriting(Stop.FLUSHING, segments()), stopInOpening(Stop.REPAIRING, 0));
    }

    /** In a chain, the next owner is killed too, in opening what the one before left. */
    private void addDirected(final boolean timestamps)
    {
        add(stopInWriting(Stop.HALF_ENCODED, records()));
        add(stopInWriting(Stop.HALF_ENCODED_IN_NEXT_SEGMENT, segments()), stopInOpening(Stop.EPOCH_STORED, 0));
        add(stopInWriting(Stop.CLAIM_OPEN, records() / 8));
        add(stopInWriting(Stop.CLAIM_OPEN_IN_NEXT_SEGMENT, 0), stopInOpening(Stop.END_FOUND, 0));
        if (timestamps)
        {
            addForces();
            add(stopInWriting(Stop.ROLL_PUBLISHED, segments()));
            add(stopInWriting(Stop.ROLL_PUBLISHED, segments()), stopInOpening(Stop.END_FOUND, 0));
        }
        add(stopInWriting(Stop.HALF_ALLOCATED, segments()), stopInOpening(Stop.DISCARDING, 0));
        add(stopInWriting(Stop.FLUSHING, segments()));
        add(stopInWriting(Stop.ALLOCATED, segments()));
        add(stopInWriting(Stop.RENAMED, segments()));
        add(stopInWriting(Stop.DIRECTORY_FORCED, segments()));
        add(stopInClose(Stop.CLOSE_PUBLISHED, records()));
        add(stopInClose(Stop.UNUSED_DELETED, records()));
        add(stopInClose(Stop.UNLOCKING, records()));
    }

    private void add(final Plan... chain)
    {
        chains.add(List.of(chain));
    }

    private int records()
    {
        return random.nextInt(MAX_RECORDS);
    }

    private int segments()
    {
        return random.nextInt(MAX_SKIPPED_SEGMENTS);
    }
}
