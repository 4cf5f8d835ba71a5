package org.shmjournal.layout;

/**
 * Where things stand in the control file: the immutable header block, then the mutable words, each alone on a line of
 * 128 bytes.
 *
 * <pre>
 *      0  immutable header block, see {@link HeaderLayout}
 *   1024  state                    0 ACTIVE, 1 DRAINED, 2 TERMINATED
 *   1152  owner epoch
 *   1280  boot id                  0: not known to be of any boot
 *   1408  owner heartbeat counter
 *   1536  active segment number
 *   1664  durable position
 *   1792  retained-from position
 *   1920  owner's pid              evidence for people
 *   1928  owner's start time       epoch milliseconds
 *   2048  drops                    records that writers dropped under backpressure
 *   2176  roll waits               rolls for which the next segment was not ready when it was needed
 *   2304  drain request            the complement of the epoch of the owner that is asked to drain
 *   2432  recycled                 1: of a ring, slots were recycled since its last owner left
 *   2560  open claims              see {@link ClaimsWord}
 * </pre>
 *
 * All of the rest is zero.
 */
public final class ControlLayout
{
    /** Length of the file in bytes. */
    public static final int LENGTH = 4096;
    /** Where the state stands. */
    public static final int STATE = 1024;
    /** Where the owner epoch stands. */
    public static final int EPOCH = 1152;
    /** Where the boot id stands. */
    public static final int BOOT_ID = 1280;
    /** Where the owner heartbeat counter stands. */
    public static final int OWNER_HEARTBEAT = 1408;
    /** Where the active segment number stands. */
    public static final int ACTIVE_SEGMENT = 1536;
    /** Where the durable position stands. */
    public static final int DURABLE_POSITION = 1664;
    /** Where the retained-from position stands. */
    public static final int RETAINED_FROM = 1792;
    /** Where the owner's pid stands. */
    public static final int OWNER_PID = 1920;
    /** Where the owner's start time stands. */
    public static final int OWNER_START = 1928;
    /** Where the number of dropped records stands. */
    public static final int DROPS = 2048;
    /** Where the number of rolls that had to wait stands. */
    public static final int ROLL_WAITS = 2176;
    /** Where an owner is asked to drain. */
    public static final int DRAIN_REQUEST = 2304;

    /** Where it stands that slots of a ring were recycled since its last owner left. */
    public static final int RECYCLED = 2432;
    /** Where stands from where on claims may be open. */
    public static final int OPEN_CLAIMS = 2560;

    /** State: an owner may write. */
    public static final long ACTIVE = 0;
    /** State: the stream has ended for ever. */
    public static final long DRAINED = 1;
    /** State: everyone aborts. */
    public static final long TERMINATED = 2;

    private ControlLayout()
    {
    }

    /** Where the words stand that say how far a channel has come. */
    public static int[] mutableWords()
    {
        return new int[]{STATE, EPOCH, BOOT_ID, OWNER_HEARTBEAT, ACTIVE_SEGMENT, DURABLE_POSITION, RETAINED_FROM,
            RECYCLED, OPEN_CLAIMS};
    }
}
