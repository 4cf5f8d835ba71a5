package org.shmjournal.proof.trace;

import java.nio.file.Path;
import java.util.List;

/**
 * A backup or a restored channel.
 *
 * @param path    where it is.
 * @param begunAt how many steps there were before.
 * @param doneAt  how many there were when it was done.
 * @param records what it must hold, once it is a channel.
 */
public record Copy(Path path, int begunAt, int doneAt, List<Written> records)
{
}
