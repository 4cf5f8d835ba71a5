package org.shmjournal.proof.disk;

import java.nio.ByteBuffer;

/** One change of a disk that a process can be stopped behind; or a force, which changes what a power loss leaves. */
public sealed interface Step
{
    /** Makes the change. */
    void applyTo(Disk disk);

    /** Whether a disk would be another one after it, as long as the power stays on. */
    default boolean changes(final Disk disk)
    {
        return true;
    }

    /** A store into a mapped file. */
    record Store(int file, int index, byte[] bytes) implements Step
    {
        @Override
        public void applyTo(final Disk disk)
        {
            disk.write(file, index, bytes);
        }

        @Override
        public boolean changes(final Disk disk)
        {
            return !ByteBuffer.wrap(bytes).equals(disk.file(file).memory().slice(index, bytes.length));
        }
    }

    /** Pages made present. */
    record Touch(int file) implements Step
    {
        @Override
        public void applyTo(final Disk disk)
        {
            // Changes no byte.
        }

        @Override
        public boolean changes(final Disk disk)
        {
            return false;
        }
    }

    /** A directory made. */
    record MakeDirectory(String path, String mode) implements Step
    {
        @Override
        public void applyTo(final Disk disk)
        {
            disk.makeDirectory(path, mode);
        }
    }

    /** An empty file made. */
    record Create(String path, int file, int capacity, String mode) implements Step
    {
        @Override
        public void applyTo(final Disk disk)
        {
            disk.create(path, file, capacity, mode);
        }
    }

    /** Bytes written to a file, which may grow. */
    record Write(int file, int index, byte[] bytes) implements Step
    {
        @Override
        public void applyTo(final Disk disk)
        {
            disk.write(file, index, bytes);
        }
    }

    /** Zeros written behind the end of a file. */
    record Extend(int file, int length) implements Step
    {
        @Override
        public void applyTo(final Disk disk)
        {
            disk.extend(file, length);
        }
    }

    /** A file moved to another name. */
    record Rename(String from, String to) implements Step
    {
        @Override
        public void applyTo(final Disk disk)
        {
            disk.rename(from, to);
        }
    }

    /** A file deleted. */
    record Delete(String path) implements Step
    {
        @Override
        public void applyTo(final Disk disk)
        {
            disk.delete(path);
        }
    }

    /** A directory's entries forced. */
    record ForceDirectory(String path) implements Step
    {
        @Override
        public void applyTo(final Disk disk)
        {
            // Changes nothing that a living machine sees.
        }

        @Override
        public boolean changes(final Disk disk)
        {
            return false;
        }
    }

    /** Bytes of a file forced. */
    record ForceFile(int file, int index, int length) implements Step
    {
        @Override
        public void applyTo(final Disk disk)
        {
            // Changes nothing that a living machine sees.
        }

        @Override
        public boolean changes(final Disk disk)
        {
            return false;
        }
    }

    /** A kernel lock taken or given back, which ends with its process anyhow. */
    record Lock(int file, boolean taken) implements Step
    {
        @Override
        public void applyTo(final Disk disk)
        {
            // Not on the disk.
        }

        @Override
        public boolean changes(final Disk disk)
        {
            return false;
        }
    }
}
