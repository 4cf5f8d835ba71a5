/*
 * stream FILE RECORDS PAYLOAD ROUNDS [LOOK_AWAY]
 *
 * One process writes, another reads along, as in loop.h. Prints a line a round: nanoseconds a record, the reader's from
 * the first record that it saw to the last, and the writer's; how often both lost their cores; and the sum over all
 * words of the payloads.
 *
 * A reader that finds nothing behind 16 records or fewer looks away for LOOK_AWAY rounds of a multiplication, a
 * nanosecond or two each, so that it does not stay in lock-step with the writer; the rule of Slip.java, with one length
 * of those that it tries. With 0 it never looks away: nearly every round is in lock-step then, which took 22.5 ns a
 * record on a machine where the default took 6.7 to 9.1, and 2048 rounds 10.8 to 17.
 */
#define _GNU_SOURCE
#include "loop.h"

enum
{
    SHORT_RUN = 16,
    DEFAULT_LOOK_AWAY = 8192
};

INLINE uint64_t look_away(uint64_t state, const size_t rounds)
{
    for (size_t i = 0; i < rounds; i++)
    {
        state = state * UINT64_C(0x5851F42D4C957F2D) + 1;
    }
    /* So that the multiplications are for something. */
    __asm__ volatile("" : "+r"(state));
    return state;
}

INLINE double write_all(char *memory, const size_t records, const size_t payload)
{
    const uint64_t start = now();
    size_t offset = 0;
    for (size_t sequence = 0; sequence < records; sequence++)
    {
        offset = put(memory, offset, sequence, payload);
    }
    return (double)(now() - start);
}

INLINE void read_all(char *memory, const size_t records, const size_t payload, const size_t look_away_rounds,
    struct control *control)
{
    uint64_t start = 0;
    uint64_t state = 1;
    uint64_t sum = 0;
    size_t offset = 0;
    size_t count = 0;
    size_t run = 0;
    while (count < records)
    {
        const uint64_t length = length_at(memory, offset);
        if (length == 0)
        {
            if (run > 0 && run <= SHORT_RUN)
            {
                state = look_away(state, look_away_rounds);
            }
            run = 0;
            continue;
        }
        if (count == 0)
        {
            start = now();
        }
        sum += sum_at(memory, offset, payload);
        offset = behind(offset, length);
        count++;
        run++;
    }
    control->nanos = (double)(now() - start);
    control->sum = sum;
}

static void run_reader(const char *path, const size_t records, const size_t payload, const size_t look_away_rounds,
    struct control *control)
{
    char *const memory = map(path, 0, file_length(records, payload), 0);
    atomic_store_explicit(&control->ready, 1, memory_order_release);
    const long before = preemptions();
    if (payload == USUAL_PAYLOAD)
    {
        read_all(memory, records, USUAL_PAYLOAD, look_away_rounds, control);
    }
    else
    {
        read_all(memory, records, payload, look_away_rounds, control);
    }
    control->preempted = preemptions() - before;
}

static void run_round(const char *path, const size_t records, const size_t payload, const size_t look_away_rounds)
{
    const size_t length = file_length(records, payload);
    create(path, length);
    struct control *const control = share_control();
    const pid_t reader = fork_peer();
    if (reader == 0)
    {
        run_reader(path, records, payload, look_away_rounds, control);
        _exit(EXIT_SUCCESS);
    }
    char *const memory = map(path, 0, length, 1);
    await_ready(control);
    const long before = preemptions();
    const double nanos = payload == USUAL_PAYLOAD ? write_all(memory, records, USUAL_PAYLOAD)
                                                  : write_all(memory, records, payload);
    const long preempted = preemptions() - before;
    await_end(reader);
    printf("reader=%.3f writer=%.3f preempted=%ld sum=%lld\n", control->nanos / (double)records,
        nanos / (double)records, preempted + control->preempted, (long long)control->sum);
    fflush(stdout);
    munmap(memory, length);
    munmap(control, sizeof *control);
    unlink(path);
}

int main(const int count, char **arguments)
{
    if (count != 5 && count != 6)
    {
        fprintf(stderr, "usage: %s FILE RECORDS PAYLOAD ROUNDS [LOOK_AWAY]\n", arguments[0]);
        return EXIT_FAILURE;
    }
    const size_t records = number(arguments[2], 1);
    const size_t payload = payload_number(arguments[3]);
    const size_t rounds = number(arguments[4], 1);
    const size_t look_away_rounds = count == 6 ? number(arguments[5], 0) : DEFAULT_LOOK_AWAY;
    for (size_t round = 0; round < rounds; round++)
    {
        run_round(arguments[1], records, payload, look_away_rounds);
    }
    return EXIT_SUCCESS;
}
