package org.shmjournal.bench.compare;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.shmjournal.bench.loop.BareReading;
import org.shmjournal.cli.measure.Round;
import org.shmjournal.cli.measure.Scratch;
import org.shmjournal.cli.measure.UsageException;
import org.shmjournal.cli.measure.loop.JournalLayout;
import org.shmjournal.cli.measure.loop.WriteMode;

/** All that can be said on the command line; checked as a whole, then unchanged. Children get the same arguments. */
public final class Settings
{
    /** What can be said. */
    public static final String HELP = """
        options:
          --dir DIR             where the files go; default /dev/shm, or the temporary directory
          --rounds N            rounds that count (10)
          --warmup-rounds N     rounds before that, which do not (3)
          --records N           records a round (20000000, or as many as a segment of 1 GiB holds)
          --exchanges N         exchanges a round of the round trip (1000000)
          --payload BYTES       a multiple of 8 (32)
          --write HOW           raw: bytes through RawFormat; claim; encode: a format of one's own (raw)
          --limit N             records a poll at most (256)
          --threads N           that write in many-writers (2)
          --segment-size SIZE   like 64M; default: the single segment that holds a round; with --rolling 64M
          --rolling             segments follow one another and all are kept
          --ring SLOTS          slots of the ring that command ring streams through (16)
          --slot-size SIZE      of that ring, like 1M (64M)
          --readers N           readers of the ring, each with a cursor that the writer waits for (1)
          --checksums           the journal's payloads are covered by a CRC32C
          --timestamps          the journal's records carry the time
          --rate N              records a second in paced (500000)
          --seconds N           that a round of paced lasts (60)
          --peers               Aeron, Chronicle Queue beside the bare loop, where they can do it
          --c                   a C program as the limit, where there is a compiler
          --journal COMMAND     the command line that commands measures (./journal)
          --remap               replay maps everything anew in every round
        the bare loop's reader, to see what makes a difference:
          --no-slip             does not look away, so that it may fall into lock-step with its writer
          --no-touch            does not touch its pages before a round
          --fixed-length        knows the length of every record instead of going by what it finds
        the child processes:
          --java JAVA           a java command, or the directory of a JDK
          --jvm-option OPTION   may be repeated
          --timeout SECONDS     for anything a child does (300)
        """;

    private static final String JAVA_VERSION = "JAVA_VERSION=\"";
    private static final int MAX_DEFAULT_RECORDS = 20_000_000;
    private static final int MAX_WARM_UP_RECORDS = 5_000_000;
    private static final int ROLLING_SEGMENT_SIZE = 64 * 1024 * 1024;

    private final List<String> arguments;
    private Path dir = Scratch.defaultDirectory();
    private int rounds = 10;
    private int warmUpRounds = 3;
    private int records;
    private int exchanges = 1_000_000;
    private int payload = 32;
    private WriteMode write = WriteMode.RAW;
    private int limit = 256;
    private int threads = 2;
    private int segmentSize;
    private boolean rolling;
    private int ring = 16;
    private int slotSize = ROLLING_SEGMENT_SIZE;
    private int readers = 1;
    private boolean checksums;
    private boolean timestamps;
    private boolean slip = true;
    private boolean touch = true;
    private boolean variableLength = true;
    private boolean remap;
    private int rate = 500_000;
    private int seconds = 60;
    private int length;
    private boolean peers;
    private boolean c;
    private Path memory;
    private Path journal = Path.of("journal").toAbsolutePath();
    private Path java = Path.of(System.getProperty("java.home"), "bin", "java");
    private final List<String> jvmOptions = new ArrayList<>();
    private int timeoutSeconds = 300;

    private Settings(final List<String> arguments)
    {
        this.arguments = List.copyOf(arguments);
    }

    /**
     * Reads the options.
     *
     * @throws UsageException when there is an unknown one, or a value that makes no sense.
     */
    public static Settings parse(final List<String> arguments)
    {
        final Settings settings = new Settings(arguments);
        final Arguments rest = new Arguments(arguments);
        while (rest.hasNext())
        {
            settings.take(rest.nextOption(), rest);
        }
        settings.check();
        return settings;
    }

    /** The same with more, which overrules what was said before. */
    Settings with(final String... more)
    {
        final List<String> all = new ArrayList<>(arguments);
        all.addAll(List.of(more));
        return parse(all);
    }

    private void take(final String option, final Arguments rest)
    {
        switch (option)
        {
            case "--dir" -> dir = Path.of(rest.value());
            case "--rounds" -> rounds = rest.count(1);
            case "--warmup-rounds" -> warmUpRounds = rest.count(0);
            case "--records" -> records = rest.count(1);
            case "--exchanges" -> exchanges = rest.count(1);
            case "--payload" -> payload = rest.count(8);
            case "--write" -> write = rest.choice(WriteMode.class);
            case "--limit" -> limit = rest.count(1);
            case "--threads" -> threads = rest.count(1);
            case "--segment-size" -> segmentSize = rest.segmentSize();
            case "--rolling" -> rolling = true;
            case "--ring" -> ring = rest.count(3);
            case "--slot-size" -> slotSize = rest.segmentSize();
            case "--readers" -> readers = rest.count(1);
            case "--checksums" -> checksums = true;
            case "--timestamps" -> timestamps = true;
            case "--no-slip" -> slip = false;
            case "--no-touch" -> touch = false;
            case "--fixed-length" -> variableLength = false;
            case "--remap" -> remap = true;
            case "--rate" -> rate = rest.count(1);
            case "--seconds" -> seconds = rest.count(1);
            case "--length" -> length = rest.count(0);
            case "--peers" -> peers = true;
            case "--c" -> c = true;
            case "--memory" -> memory = Path.of(rest.value());
            case "--journal" -> journal = Path.of(rest.value()).toAbsolutePath();
            case "--java" -> java = command(Path.of(rest.value()));
            case "--jvm-option" -> jvmOptions.add(rest.value());
            case "--timeout" -> timeoutSeconds = rest.count(1);
            default -> throw new UsageException("unknown option " + option);
        }
    }

    private void check()
    {
        if (payload % Long.BYTES != 0)
        {
            throw new UsageException("--payload " + payload + " is not a multiple of 8");
        }
        if (!Files.isDirectory(dir))
        {
            throw new UsageException("--dir " + dir + " is no directory");
        }
        if (!Files.isExecutable(java))
        {
            throw new UsageException("--java: there is no command " + java);
        }
    }

    private static Path command(final Path java)
    {
        return Files.isDirectory(java) ? java.resolve("bin").resolve("java") : java;
    }

    /**
     * A round of so many records.
     *
     * @throws UsageException when no segment holds them.
     */
    Round round(final long count, final Path place)
    {
        final int smallest = JournalLayout.segmentSizeFor(count * recordLength());
        final int size = segmentSize != 0 ? segmentSize : rolling ? ROLLING_SEGMENT_SIZE : smallest;
        if (!rolling && (smallest == 0 || size < smallest))
        {
            throw new UsageException(count + " records of " + recordLength() +
                " bytes do not fit in a single segment: ask for fewer records, or --rolling");
        }
        if (count * recordLength() > Integer.MAX_VALUE - (1 << 20))
        {
            throw new UsageException(count + " records of " + recordLength() +
                " bytes do not fit in one map of the bare loop: ask for fewer records");
        }
        return new Round(count, size, place);
    }

    JournalLayout layout(final Round round)
    {
        return new JournalLayout(round.segmentSize(), rolling, 0, checksums, timestamps);
    }

    /** The ring that all rounds go through. */
    JournalLayout ringLayout()
    {
        return new JournalLayout(ringSegmentSize(), true, ring, checksums, timestamps);
    }

    int ringSegmentSize()
    {
        return slotSize;
    }

    int ring()
    {
        return ring;
    }

    int readers()
    {
        return readers;
    }

    /** Bytes that a record takes in the journal. */
    int recordLength()
    {
        return JournalLayout.recordLength(payload, timestamps);
    }

    /** Records of a warm-up round whose measured rounds have so many. */
    static int warmUpRecords(final int measured)
    {
        return Math.min(measured, MAX_WARM_UP_RECORDS);
    }

    /** What it was parsed from. */
    public List<String> arguments()
    {
        return arguments;
    }

    Path dir()
    {
        return dir;
    }

    int rounds()
    {
        return rounds;
    }

    int warmUpRounds()
    {
        return warmUpRounds;
    }

    int records()
    {
        return records != 0 ? records : Math.min(MAX_DEFAULT_RECORDS, (1 << 30) / recordLength() - 8);
    }

    /** As said; 0 when it was not. */
    int givenRecords()
    {
        return records;
    }

    /** Of channels that roll. */
    int rollingSegmentSize()
    {
        return segmentSize != 0 ? segmentSize : ROLLING_SEGMENT_SIZE;
    }

    int exchanges()
    {
        return exchanges;
    }

    int payload()
    {
        return payload;
    }

    WriteMode write()
    {
        return write;
    }

    int limit()
    {
        return limit;
    }

    int threads()
    {
        return threads;
    }

    boolean rolling()
    {
        return rolling;
    }

    boolean checksums()
    {
        return checksums;
    }

    boolean timestamps()
    {
        return timestamps;
    }

    BareReading bareReading()
    {
        return new BareReading(slip, touch, variableLength);
    }

    int rate()
    {
        return rate;
    }

    int seconds()
    {
        return seconds;
    }

    /** Of payloads in growth, where any length will do. */
    int length()
    {
        return length;
    }

    boolean peers()
    {
        return peers;
    }

    boolean c()
    {
        return c;
    }

    /** Where a peer has those of its files that are best in memory; else with the others. */
    Path memory(final Round round)
    {
        return memory != null ? memory.resolve(round.place().getFileName()) : round.place();
    }

    /** Which Java the children run. */
    int javaVersion()
    {
        final Path home = java.toAbsolutePath().getParent().getParent();
        try (Stream<String> lines = Files.lines(home.resolve("release")))
        {
            return lines.filter(line -> line.startsWith(JAVA_VERSION))
                .map(line -> line.substring(JAVA_VERSION.length()).split("[.\"+-]")[0])
                .findFirst()
                .map(Integer::parseInt)
                .orElse(Runtime.version().feature());
        }
        catch (final IOException ex)
        {
            return Runtime.version().feature();
        }
    }

    Path journal()
    {
        return journal;
    }

    boolean remap()
    {
        return remap;
    }

    Path java()
    {
        return java;
    }

    List<String> jvmOptions()
    {
        return jvmOptions;
    }

    int timeoutSeconds()
    {
        return timeoutSeconds;
    }
}
