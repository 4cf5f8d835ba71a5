package org.shmjournal.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import org.shmjournal.io.Mapping;
import org.shmjournal.layout.ControlLayout;

/**
 * A disk that knows what was forced to it, and so what a power loss leaves: of each page of each file what was forced
 * last, or what was stored since. Names of files are never lost. Forces can be counted, held up and made to fail. Any
 * thread.
 */
public final class TestDisk extends DelegatingFiles
{
    private static final int PAGE = 4096;

    /** Bytes of a file that were forced. */
    public record Force(String file, int index, int length)
    {
        /** Whether it is about a segment's records, and not its header. */
        public boolean ofRecords()
        {
            return file.endsWith(".seg") && index > 0;
        }
    }

    private final Map<MappedByteBuffer, Path> maps = new IdentityHashMap<>();
    private final Map<Path, byte[]> forced = new HashMap<>();
    private final List<Force> forces = new ArrayList<>();
    private volatile String broken;
    private volatile String full;
    private volatile CountDownLatch begun;
    private volatile CountDownLatch goOn;

    @Override
    public void allocate(
        final Path file,
        final long length,
        final ByteBuffer head,
        final boolean forced,
        final Set<PosixFilePermission> permissions)
        throws IOException
    {
        if (full != null && file.toString().contains(full))
        {
            super.allocate(file, Math.min(head.remaining(), length), head, forced, permissions);
            throw new IOException("No space left on device");
        }
        super.allocate(file, length, head, forced, permissions);
        final byte[] bytes = new byte[(int)length];
        head.duplicate().get(bytes, 0, head.remaining());
        synchronized (this)
        {
            this.forced.put(file, bytes);
        }
    }

    @Override
    public void rename(final Path from, final Path to) throws IOException
    {
        super.rename(from, to);
        synchronized (this)
        {
            forced.put(to, forced.remove(from));
        }
    }

    @Override
    public void delete(final Path file) throws IOException
    {
        super.delete(file);
        synchronized (this)
        {
            forced.remove(file);
        }
    }

    @Override
    public void forceDirectory(final Path directory)
    {
        // Names are never lost.
    }

    @Override
    public Mapping map(final Path file, final boolean writable, final long length, final boolean eagerUnmapping)
        throws IOException
    {
        final Mapping mapping = super.map(file, writable, length, eagerUnmapping);
        if (writable)
        {
            synchronized (this)
            {
                maps.put(mapping.memory(), file);
                if (!forced.containsKey(file))
                {
                    // Another disk's: what is there is there.
                    forced.put(file, Files.readAllBytes(file));
                }
            }
        }
        return mapping;
    }

    @Override
    public void force(final MappedByteBuffer memory, final int index, final int length) throws IOException
    {
        final Path file;
        synchronized (this)
        {
            file = maps.get(memory);
            forces.add(new Force(file.getFileName().toString(), index, length));
        }
        waitIfHeld();
        if (broken != null && file.toString().contains(broken))
        {
            throw new IOException("Input/output error");
        }
        synchronized (this)
        {
            final byte[] onDisk = forced.get(file);
            final int from = index & -PAGE;
            final int to = length == 0 ? from : Math.min(memory.capacity(), index + length + PAGE - 1 & -PAGE);
            memory.duplicate().get(from, onDisk, from, to - from);
        }
    }

    private void waitIfHeld()
    {
        final CountDownLatch latch = goOn;
        if (latch != null)
        {
            begun.countDown();
            boolean interrupted = false;
            while (latch.getCount() > 0)
            {
                try
                {
                    latch.await();
                }
                catch (final InterruptedException ex)
                {
                    interrupted = true;
                }
            }
            if (interrupted)
            {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Each force that begins from now on waits; the latch tells when the first one does. */
    public CountDownLatch holdForces()
    {
        begun = new CountDownLatch(1);
        goOn = new CountDownLatch(1);
        return begun;
    }

    /** Lets those that wait go on, and others pass. */
    public void letGo()
    {
        final CountDownLatch latch = goOn;
        goOn = null;
        latch.countDown();
    }

    /** Forces of files with this in their path fail; null: none. */
    public void breakForces(final String part)
    {
        broken = part;
    }

    /** There is no room for files with this in their path; null: there is. */
    public void fill(final String part)
    {
        full = part;
    }

    /** What was forced since {@link #forget}, and what is being forced. */
    public synchronized List<Force> forces()
    {
        return List.copyOf(forces);
    }

    /** How often records were forced since {@link #forget}. */
    public long recordForces()
    {
        return forces().stream().filter(Force::ofRecords).count();
    }

    /** Begins to count anew. */
    public synchronized void forget()
    {
        forces.clear();
    }

    /** Files as a power loss leaves them: nothing but what was forced. */
    public void losePower(final Path channel, final Path target)
    {
        losePower(channel, target, null);
    }

    /** Files as a power loss may leave them: of what was not forced, some pages are there, and some are not. */
    public synchronized void losePower(final Path channel, final Path target, final Random random)
    {
        try
        {
            Files.createDirectories(target);
            for (final Map.Entry<Path, byte[]> file : forced.entrySet())
            {
                if (file.getKey().getParent().equals(channel))
                {
                    final byte[] bytes = file.getValue().clone();
                    if (random != null)
                    {
                        keepSome(bytes, Files.readAllBytes(file.getKey()), random);
                    }
                    Files.write(target.resolve(file.getKey().getFileName()), bytes);
                }
            }
            // No process lives through it.
            Damage.putLong(target.resolve("channel.ctl"), ControlLayout.OWNER_PID, 0);
            for (final Path file : Damage.files(channel))
            {
                // Nobody here has stored anything in it.
                if (!forced.containsKey(file) && file.toString().endsWith(".seg"))
                {
                    Files.copy(file, target.resolve(file.getFileName()));
                }
            }
        }
        catch (final IOException ex)
        {
            throw new UncheckedIOException(ex);
        }
    }

    private static void keepSome(final byte[] onDisk, final byte[] stored, final Random random)
    {
        final int percent = random.nextInt(101);
        for (int page = 0; page < onDisk.length; page += PAGE)
        {
            if (random.nextInt(100) < percent)
            {
                System.arraycopy(stored, page, onDisk, page, Math.min(PAGE, onDisk.length - page));
            }
        }
    }
}
