/*
 * The bare loop of org.shmjournal.bench.loop.BareLoop, in C: what a record costs at least between two processes of one
 * machine over a mapped file. The layout and the payloads are the same.
 *
 *   0            8                   8 + payload
 *   +------------+--------------------+------------+----
 *   | length     | payload            | length     | ...
 *   +------------+--------------------+------------+----
 *
 * The payload is copied plainly, then the length is stored with release; a length of zero means that nothing is there
 * yet. The file is new, full of zeros that were really written, and both processes have touched all its pages.
 */
#ifndef LOOP_H
#define LOOP_H

#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum
{
    HEADER_LENGTH = 8,
    WORD_LENGTH = 8,
    PAGE_SIZE = 4096,
    MAX_PAYLOAD = 4096,
    /* This payload is a constant to the compiler, as every payload is to that of the JVM. */
    USUAL_PAYLOAD = 32,
    NANOS_PER_SECOND = 1000000000
};

#define MULTIPLIER UINT64_C(0x9E3779B97F4A7C15)
#define INLINE static inline __attribute__((always_inline))

/* What the two processes tell each other beside the stream. */
struct control
{
    _Atomic int ready;
    uint64_t sum;
    double nanos;
    long preempted;
};

INLINE void fail(const char *what)
{
    perror(what);
    exit(EXIT_FAILURE);
}

INLINE uint64_t now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (uint64_t)time.tv_sec * NANOS_PER_SECOND + (uint64_t)time.tv_nsec;
}

/* How often this process lost its core to another: a round with many was disturbed. */
INLINE long preemptions(void)
{
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    return usage.ru_nivcsw;
}

/* A number of the command line. */
INLINE size_t number(const char *text, const long long least)
{
    char *end;
    const long long value = strtoll(text, &end, 10);
    if (end == text || *end != '\0' || value < least)
    {
        fprintf(stderr, "%s is no number from %lld on\n", text, least);
        exit(EXIT_FAILURE);
    }
    return (size_t)value;
}

/* A length of payloads: whole words. */
INLINE size_t payload_number(const char *text)
{
    const size_t payload = number(text, WORD_LENGTH);
    if (payload % WORD_LENGTH != 0 || payload > MAX_PAYLOAD)
    {
        fprintf(stderr, "%s is no payload: a multiple of %d up to %d is\n", text, WORD_LENGTH, MAX_PAYLOAD);
        exit(EXIT_FAILURE);
    }
    return payload;
}

/* Length of a file for so many records, and the zero behind the last, in whole pages. */
INLINE size_t file_length(const size_t records, const size_t payload)
{
    return (records * (HEADER_LENGTH + payload) + HEADER_LENGTH + PAGE_SIZE - 1) & ~(size_t)(PAGE_SIZE - 1);
}

/* Makes a new file of zeros, each really written. */
INLINE void create(const char *path, const size_t length)
{
    static const char zeros[256 * PAGE_SIZE];
    unlink(path);
    const int file = open(path, O_CREAT | O_EXCL | O_WRONLY, 0600);
    if (file < 0)
    {
        fail(path);
    }
    size_t written = 0;
    while (written < length)
    {
        const size_t rest = length - written;
        const ssize_t count = write(file, zeros, rest < sizeof zeros ? rest : sizeof zeros);
        if (count < 0)
        {
            fail(path);
        }
        written += (size_t)count;
    }
    close(file);
}

/*
 * Maps a part of a file; and writable, where that is asked for: then by the one who will write, before he does. Touches
 * all pages: those that the kernel says are present may not be so for the host of a virtual machine, where the first
 * touch of each took up to 9 us, ten times as much as the records in it.
 */
INLINE char *map(const char *path, const size_t start, const size_t length, const int writable)
{
    const int file = open(path, writable ? O_RDWR : O_RDONLY);
    if (file < 0)
    {
        fail(path);
    }
    void *const memory = mmap(NULL, length, writable ? PROT_READ | PROT_WRITE : PROT_READ, MAP_SHARED | MAP_POPULATE,
        file, (off_t)start);
    if (memory == MAP_FAILED)
    {
        fail("mmap");
    }
    close(file);
    volatile char *const pages = memory;
    for (size_t page = 0; page < length; page += PAGE_SIZE)
    {
        const char first = pages[page];
        if (writable)
        {
            pages[page] = first;
        }
    }
    return memory;
}

/* Memory that a process shares with those that it forks. */
INLINE struct control *share_control(void)
{
    struct control *const control = mmap(NULL, sizeof *control, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1,
        0);
    if (control == MAP_FAILED)
    {
        fail("mmap");
    }
    return control;
}

/* Forks the peer, which does not outlive this process. */
INLINE pid_t fork_peer(void)
{
    const pid_t parent = getpid();
    fflush(NULL);
    const pid_t peer = fork();
    if (peer < 0)
    {
        fail("fork");
    }
    if (peer == 0)
    {
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        if (getppid() != parent)
        {
            _exit(EXIT_FAILURE);
        }
    }
    return peer;
}

/* Waits until the peer has mapped all that it needs. */
INLINE void await_ready(struct control *control)
{
    while (!atomic_load_explicit(&control->ready, memory_order_acquire))
    {
        sched_yield();
    }
}

/* Waits until the peer has ended, and well. */
INLINE void await_end(const pid_t peer)
{
    int status;
    if (waitpid(peer, &status, 0) < 0)
    {
        fail("waitpid");
    }
    if (!WIFEXITED(status) || WEXITSTATUS(status) != EXIT_SUCCESS)
    {
        fprintf(stderr, "the peer ended with status 0x%x\n", (unsigned)status);
        exit(EXIT_FAILURE);
    }
}

INLINE _Atomic uint64_t *header(char *memory, const size_t offset)
{
    return (_Atomic uint64_t *)(memory + offset);
}

/* Writes a record, and returns where the next one begins. */
INLINE size_t put(char *memory, const size_t offset, const uint64_t sequence, const size_t payload)
{
    uint64_t words[MAX_PAYLOAD / WORD_LENGTH];
    for (size_t index = 0; index < payload; index += WORD_LENGTH)
    {
        words[index / WORD_LENGTH] = sequence * MULTIPLIER + index;
    }
    memcpy(memory + offset + HEADER_LENGTH, words, payload);
    atomic_store_explicit(header(memory, offset), payload, memory_order_release);
    return offset + HEADER_LENGTH + payload;
}

/* The length of the record here, or 0 when there is none yet; pairs with the store of put. */
INLINE uint64_t length_at(char *memory, const size_t offset)
{
    return atomic_load_explicit(header(memory, offset), memory_order_acquire);
}

/* Where the record begins behind one of this length. */
INLINE size_t behind(const size_t offset, const uint64_t length)
{
    return offset + HEADER_LENGTH + ((length + WORD_LENGTH - 1) & ~(uint64_t)(WORD_LENGTH - 1));
}

/* The sum of the words of the payload of a record. */
INLINE uint64_t sum_at(const char *memory, const size_t offset, const size_t payload)
{
    const char *const start = memory + offset + HEADER_LENGTH;
    uint64_t sum = 0;
    for (size_t index = 0; index < payload; index += WORD_LENGTH)
    {
        uint64_t word;
        memcpy(&word, start + index, sizeof word);
        sum += word;
    }
    return sum;
}

#endif
