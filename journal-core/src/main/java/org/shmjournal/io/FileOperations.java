package org.shmjournal.io;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.List;
import java.util.Set;

/**
 * The one seam through which all file work of the journal goes, so that tests can record it, fail it, and complete it
 * on demand.
 * <p>
 * No operation follows a symbolic link at the end of its path. An interrupt of the calling thread neither fails an
 * operation nor closes a file; the flag is kept. Implementations are used by several threads at once.
 */
public interface FileOperations
{
    /** The mode in a {@link Status} where the file system knows of none. */
    String UNKNOWN_MODE = "unknown";

    /** What stands at a path, links not followed. {@code key} tells files apart; {@code mode} is like rw-------. */
    record Status(Kind kind, long size, String key, String mode)
    {
    }

    /** What kind of thing stands at a path. */
    enum Kind
    {
        /** A regular file. */
        FILE("a regular file"),
        /** A directory. */
        DIRECTORY("a directory"),
        /** A symbolic link. */
        LINK("a symbolic link"),
        /** A FIFO, device or socket. */
        OTHER("neither a file nor a directory");

        private final String words;

        Kind(final String words)
        {
            this.words = words;
        }

        /** For messages. */
        @Override
        public String toString()
        {
            return words;
        }
    }

    /**
     * Plain file work on this machine. Does not map what another user owns and its group or everybody may write, the
     * file or its directory: any of them could truncate it, which would kill the process that has it mapped.
     */
    static FileOperations system()
    {
        return SystemFileOperations.INSTANCE;
    }

    /** Like {@link #system()}, but maps also what another user owns and others may write: all of them are trusted. */
    static FileOperations trusting()
    {
        return SystemFileOperations.TRUSTING;
    }

    /**
     * Like {@link #system()}, but what is to be mapped for reading is copied into memory instead. A snapshot, for files
     * that somebody hostile may truncate at any time, which would kill the process that has them mapped.
     */
    static FileOperations copying()
    {
        return CopyingFileOperations.INSTANCE;
    }

    /** Status of {@code path}, or null where nothing is. */
    Status status(Path path) throws IOException;

    /** Names in a directory, in no order. */
    List<String> list(Path directory) throws IOException;

    /** Makes a directory, and its parents with the default permissions. No error if it is there. */
    void createDirectory(Path directory, Set<PosixFilePermission> permissions) throws IOException;

    /**
     * Makes a file of {@code length} bytes, each really written, so that there is room for all of them: first
     * {@code head}, from its position to its limit, then zeros. Its length and the head are forced; where the zeros are
     * not, a power loss may leave holes in their place, which read as zeros, too. A file of this name is replaced.
     *
     * @param forced whether the zeros are forced, too, which costs the disk as much as data does.
     */
    void allocate(
        Path file, long length, ByteBuffer head, boolean forced, Set<PosixFilePermission> permissions)
        throws IOException;

    /**
     * Writes all of a regular file again as it is, so that there is room for it: one that has been through a power
     * loss, or a copy that leaves out zeros, may have holes, and a store into one needs room that a full disk does not
     * have. Forces nothing.
     */
    void fillHoles(Path file) throws IOException;

    /** Moves a file to another name of the same directory, atomically, replacing what is there. */
    void rename(Path from, Path to) throws IOException;

    /** Deletes a file. */
    void delete(Path file) throws IOException;

    /** Forces a directory's entries to the disk. */
    void forceDirectory(Path directory) throws IOException;

    /**
     * Maps the first {@code length} bytes of a regular file. Whoever keeps the memory, and not a {@link Mapping#share
     * share} of the map, may find it ended: before JDK 22 to use it then crashes the process.
     */
    Mapping map(Path file, boolean writable, long length, boolean eagerUnmapping) throws IOException;

    /** Forces {@code length} bytes from {@code index} of a map to the disk. */
    void force(MappedByteBuffer memory, int index, int length) throws IOException;

    /** Makes an empty file unless it is there. */
    void createEmpty(Path file, Set<PosixFilePermission> permissions) throws IOException;

    /**
     * Opens a regular file and takes the kernel lock on all of it, at once or not at all. Closing <em>any</em> channel
     * on the file in this process gives up the lock.
     *
     * @return the open file, to be given to {@link #unlock}; null when somebody else has the lock.
     */
    FileChannel lock(Path file) throws IOException;

    /** Closes a file, and with it every kernel lock that this process has on it. */
    void unlock(FileChannel file) throws IOException;

    /** Name of the file system that holds a path, such as ext4, or "unknown". */
    String fileSystem(Path path);
}
