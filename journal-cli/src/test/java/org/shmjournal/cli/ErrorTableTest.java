package org.shmjournal.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.shmjournal.error.ChannelClosedException;
import org.shmjournal.error.ChannelExistsException;
import org.shmjournal.error.ChannelFullException;
import org.shmjournal.error.ChannelLockedException;
import org.shmjournal.error.ChannelMismatchException;
import org.shmjournal.error.ChannelNotFoundException;
import org.shmjournal.error.CorruptChannelException;
import org.shmjournal.error.CursorInUseException;
import org.shmjournal.error.InterruptedWaitException;
import org.shmjournal.error.JournalException;
import org.shmjournal.error.OvertakenException;
import org.shmjournal.error.OwnerFencedException;
import org.shmjournal.error.PositionUnavailableException;
import org.shmjournal.error.QueueFullException;
import org.shmjournal.error.RecordTooLongException;
import org.shmjournal.error.RecycledException;
import org.shmjournal.error.StorageException;
import org.shmjournal.error.StorageFullException;
import org.shmjournal.error.UnsupportedVersionException;
import org.shmjournal.error.WaitTimeoutException;

/** Holds the table of errors on the page for operators against the code: each kind has a row, with its exit code. */
class ErrorTableTest
{
    private static final Path DOCUMENT = Path.of("..", "docs", "operations.md");
    private static final Path ERRORS =
        Path.of("..", "journal-core", "src", "main", "java", "org", "shmjournal", "error");
    private static final Pattern ROW = Pattern.compile("\\| `(\\w+)` \\| (\\d+) \\|.*");
    private static final Path PATH = Path.of("channel");

    @Test
    void shouldTellTheExitCodeOfEachError() throws IOException
    {
        assumeTrue(Files.exists(DOCUMENT), "no docs/operations.md beside this module");
        final Map<String, Integer> told = new TreeMap<>();
        for (final String line : Files.readAllLines(DOCUMENT))
        {
            final Matcher row = ROW.matcher(line);
            if (row.matches())
            {
                told.put(row.group(1), Integer.parseInt(row.group(2)));
            }
        }
        final Map<String, Integer> actual = new TreeMap<>();
        errors().forEach(error -> actual.put(error.getClass().getSimpleName(), ErrorReport.exitCode(error)));

        assertEquals(actual, told);
        assertEquals(namesOfErrors(), actual.keySet());
    }

    private static List<JournalException> errors()
    {
        return List.of(
            new ChannelClosedException(PATH, ""),
            new ChannelExistsException(PATH, ""),
            new ChannelFullException(PATH, 0, ""),
            new ChannelLockedException(PATH, ""),
            new ChannelMismatchException(PATH, ""),
            new ChannelNotFoundException(PATH, ""),
            new CorruptChannelException(PATH, 0, 0, "", "", ""),
            new CursorInUseException(PATH, ""),
            new InterruptedWaitException(PATH, ""),
            new JournalException(PATH, ""),
            new OvertakenException(PATH, 0, 0, 0),
            new OwnerFencedException(PATH, ""),
            new PositionUnavailableException(PATH, 0, ""),
            new QueueFullException(PATH, ""),
            new RecycledException(PATH, 1),
            new RecordTooLongException(PATH, ""),
            new StorageException(PATH, ""),
            new StorageFullException(PATH, ""),
            new UnsupportedVersionException(PATH, ""),
            new WaitTimeoutException(PATH, ""));
    }

    private static TreeSet<String> namesOfErrors() throws IOException
    {
        try (Stream<Path> files = Files.list(ERRORS))
        {
            return files.map(file -> file.getFileName().toString())
                .filter(name -> name.endsWith("Exception.java"))
                .map(name -> name.substring(0, name.length() - ".java".length()))
                .collect(Collectors.toCollection(TreeSet::new));
        }
    }
}
