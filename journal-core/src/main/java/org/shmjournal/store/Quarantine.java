package org.shmjournal.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.shmjournal.error.StorageException;
import org.shmjournal.io.FileOperations.Kind;
import org.shmjournal.io.FileOperations.Status;
import org.shmjournal.io.Mapping;

/**
 * Keeps what recovery takes from behind the end of a stream, in files of the channel's directory
 * {@code quarantine}: the bytes as they stood, named by segment, offset and the epoch of the owner that took them.
 * The journal reads them only to keep nothing twice when a recovery died and is done again. One thread.
 */
final class Quarantine
{
    /** Name of the directory. */
    static final String NAME = "quarantine";

    private static final Pattern FINISHED = Pattern.compile("[0-9]{20}-[0-9]{10}-[0-9]+(-[0-9]+)?\\.bin");
    private static final Pattern TEMPORARY = Pattern.compile(FINISHED.pattern() + "\\.tmp");
    private static final long MAX_LENGTH = Integer.MAX_VALUE;

    private final ChannelDirectory directory;
    private final Set<PosixFilePermission> permissions;
    private final long epoch;
    private final boolean discard;
    private final List<Path> files = new ArrayList<>();
    private long bytes;

    /** For an owner; one that discards keeps nothing and counts only. */
    Quarantine(
        final ChannelDirectory directory,
        final Set<PosixFilePermission> permissions,
        final long epoch,
        final boolean discard)
    {
        this.directory = directory;
        this.permissions = permissions;
        this.epoch = epoch;
        this.discard = discard;
    }

    /** Deletes what somebody had begun to keep, and died. */
    void discardTemporaries() throws IOException
    {
        final Path place = directory.path().resolve(NAME);
        final Status status = directory.files().status(place);
        if (status != null && status.kind() == Kind.DIRECTORY)
        {
            for (final String name : directory.files().list(place))
            {
                if (TEMPORARY.matcher(name).matches())
                {
                    directory.files().delete(place.resolve(name));
                }
            }
        }
    }

    /** Copies the bytes between two offsets of a segment, unless somebody who died has done so before. */
    void keep(final SegmentFile segment, final int from, final int to)
    {
        bytes += to - from;
        if (discard)
        {
            return;
        }
        final Path place = directory.path().resolve(NAME);
        final Status status = directory.status(place);
        if (status != null && status.kind() != Kind.DIRECTORY)
        {
            throw new StorageException(place, "is " + status.kind() + ", where a directory is to keep what stands " +
                "behind the end of the stream: move it away, or recover without keeping that");
        }
        final String where = String.format("%020d-%010d-", segment.number(), from);
        final ByteBuffer source = segment.readOnlyView();
        source.limit(segment.dataOffset() + to).position(segment.dataOffset() + from);
        try
        {
            final Path keptBefore = status == null ? null : fileWith(place, where, source);
            if (keptBefore != null)
            {
                // Its owner may have died before it had forced the name of the directory.
                directory.files().forceDirectory(directory.path());
                files.add(keptBefore);
                return;
            }
            final Path file = freeFile(place, where + epoch);
            directory.files().createDirectory(place, Creation.directoryPermissions(permissions));
            new Preparation(directory, permissions).file(file, to - from, source);
            files.add(file);
        }
        catch (final IOException ex)
        {
            throw StorageErrors.of(directory.files(), place, "keep in it what stands behind the end of the stream, " +
                "which journal recover --discard-quarantine gives up", ex);
        }
    }

    /**
     * A file of an owner that died in its recovery, in which all is kept that still stands there; or null. What that
     * owner had zeroed already may be zero, or not, whatever went to the disk.
     */
    private Path fileWith(final Path place, final String where, final ByteBuffer source) throws IOException
    {
        for (final String name : directory.files().list(place))
        {
            final Path file = place.resolve(name);
            final Status status = directory.files().status(file);
            if (name.startsWith(where) && FINISHED.matcher(name).matches() && status != null &&
                status.kind() == Kind.FILE && status.size() >= source.remaining() && status.size() <= MAX_LENGTH &&
                holds(file, status.size(), source.slice()))
            {
                return file;
            }
        }
        return null;
    }

    private boolean holds(final Path file, final long length, final ByteBuffer bytes)
    {
        try (Mapping mapping = directory.files().map(file, false, length, true))
        {
            final ByteBuffer kept = mapping.memory();
            for (int i = 0; i < bytes.limit(); i++)
            {
                if (bytes.get(i) != 0 && bytes.get(i) != kept.get(i))
                {
                    return false;
                }
            }
            return true;
        }
        catch (final IOException ex)
        {
            // What cannot be read is not known to hold anything.
            return false;
        }
    }

    /** What is kept already is not replaced, whatever made an epoch come twice. */
    private Path freeFile(final Path place, final String name)
    {
        Path file = place.resolve(name + ".bin");
        for (int i = 1; directory.status(file) != null; i++)
        {
            file = place.resolve(name + "-" + i + ".bin");
        }
        return file;
    }

    /** Forces the names of what was kept. */
    void force() throws IOException
    {
        if (!files.isEmpty())
        {
            directory.files().forceDirectory(directory.path().resolve(NAME));
        }
    }

    /** The files in which it is kept. */
    List<Path> files()
    {
        return List.copyOf(files);
    }

    /** How many bytes were taken from behind the end, kept or not. */
    long bytes()
    {
        return bytes;
    }
}
