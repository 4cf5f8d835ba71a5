package org.shmjournal.cli.output;

import java.time.Duration;
import java.util.Locale;
import org.shmjournal.Retention;

/**
 * Which segments are kept, in words.
 */
final class RetentionText
{
    private RetentionText()
    {
    }

    static String of(final Retention retention)
    {
        return switch (retention.policy())
        {
            case KEEP_ALL -> "all are kept";
            case SINGLE_SEGMENT -> "single segment";
            case KEEP_SEGMENTS -> "the newest " + retention.value() + " are kept";
            case KEEP_BYTES -> "kept up to " + ByteCount.of(retention.value());
            case KEEP_FOR -> "kept for " + Duration.ofNanos(retention.value()).toString().substring(2).toLowerCase(
                Locale.ROOT);
            case RING -> "a ring of " + retention.value() + " slots";
        };
    }
}
