/*
 * round_trip FILE EXCHANGES PAYLOAD ROUNDS
 *
 * One process sends a request and spins until the reply of another is there, then the next; requests are in one half of
 * the file, replies in the other, as in loop.h. Prints a line a round: percentiles and maximum of an exchange, in
 * nanoseconds, from before the request until the reply is read; how often both lost their cores; and the sum over all
 * words of the replies' payloads.
 */
#define _GNU_SOURCE
#include "loop.h"

/* Spins until a record is there, adds up its payload, and returns where the next one begins. */
INLINE size_t take(char *memory, const size_t offset, const size_t payload, uint64_t *sum)
{
    uint64_t length = length_at(memory, offset);
    while (length == 0)
    {
        length = length_at(memory, offset);
    }
    *sum += sum_at(memory, offset, payload);
    return behind(offset, length);
}

INLINE uint64_t send_all(char *requests, char *replies, const size_t exchanges, const size_t payload, uint64_t *nanos)
{
    uint64_t sum = 0;
    size_t sent = 0;
    size_t taken = 0;
    for (size_t sequence = 0; sequence < exchanges; sequence++)
    {
        const uint64_t start = now();
        sent = put(requests, sent, sequence, payload);
        taken = take(replies, taken, payload, &sum);
        nanos[sequence] = now() - start;
    }
    return sum;
}

INLINE uint64_t reply_to_all(char *requests, char *replies, const size_t exchanges, const size_t payload)
{
    uint64_t sum = 0;
    size_t sent = 0;
    size_t taken = 0;
    for (size_t sequence = 0; sequence < exchanges; sequence++)
    {
        taken = take(requests, taken, payload, &sum);
        sent = put(replies, sent, sequence, payload);
    }
    return sum;
}

static void run_peer(const char *path, const size_t exchanges, const size_t payload, struct control *control)
{
    const size_t length = file_length(exchanges, payload);
    char *const requests = map(path, 0, length, 0);
    char *const replies = map(path, length, length, 1);
    atomic_store_explicit(&control->ready, 1, memory_order_release);
    const long before = preemptions();
    control->sum = payload == USUAL_PAYLOAD ? reply_to_all(requests, replies, exchanges, USUAL_PAYLOAD)
                                            : reply_to_all(requests, replies, exchanges, payload);
    control->preempted = preemptions() - before;
}

static int compare(const void *left, const void *right)
{
    const uint64_t a = *(const uint64_t *)left;
    const uint64_t b = *(const uint64_t *)right;
    return (a > b) - (a < b);
}

/* The least time that so many of a thousand exchanges do not exceed. */
static unsigned long long percentile(const uint64_t *sorted, const size_t count, const size_t per_mille)
{
    return sorted[(count * per_mille + 999) / 1000 - 1];
}

static void run_round(const char *path, const size_t exchanges, const size_t payload, uint64_t *nanos)
{
    const size_t length = file_length(exchanges, payload);
    create(path, 2 * length);
    struct control *const control = share_control();
    const pid_t peer = fork_peer();
    if (peer == 0)
    {
        run_peer(path, exchanges, payload, control);
        _exit(EXIT_SUCCESS);
    }
    char *const requests = map(path, 0, length, 1);
    char *const replies = map(path, length, length, 0);
    await_ready(control);
    const long before = preemptions();
    const uint64_t sum = payload == USUAL_PAYLOAD ? send_all(requests, replies, exchanges, USUAL_PAYLOAD, nanos)
                                                  : send_all(requests, replies, exchanges, payload, nanos);
    const long preempted = preemptions() - before;
    await_end(peer);
    if (control->sum != sum)
    {
        fprintf(stderr, "the replies are not the requests\n");
        exit(EXIT_FAILURE);
    }
    qsort(nanos, exchanges, sizeof *nanos, compare);
    printf("p50=%llu p99=%llu p99.9=%llu max=%llu preempted=%ld sum=%lld\n", percentile(nanos, exchanges, 500),
        percentile(nanos, exchanges, 990), percentile(nanos, exchanges, 999),
        (unsigned long long)nanos[exchanges - 1], preempted + control->preempted, (long long)sum);
    fflush(stdout);
    munmap(requests, length);
    munmap(replies, length);
    munmap(control, sizeof *control);
    unlink(path);
}

int main(const int count, char **arguments)
{
    if (count != 5)
    {
        fprintf(stderr, "usage: %s FILE EXCHANGES PAYLOAD ROUNDS\n", arguments[0]);
        return EXIT_FAILURE;
    }
    const size_t exchanges = number(arguments[2], 1);
    const size_t payload = payload_number(arguments[3]);
    const size_t rounds = number(arguments[4], 1);
    uint64_t *const nanos = malloc(exchanges * sizeof *nanos);
    if (nanos == NULL)
    {
        fail("malloc");
    }
    for (size_t round = 0; round < rounds; round++)
    {
        /* No page of it is found on the way. */
        memset(nanos, 0xFF, exchanges * sizeof *nanos);
        run_round(arguments[1], exchanges, payload, nanos);
    }
    free(nanos);
    return EXIT_SUCCESS;
}
