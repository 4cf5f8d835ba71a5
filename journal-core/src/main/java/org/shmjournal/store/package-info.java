/**
 * What is on disk, and how it changes. {@link org.shmjournal.store.SegmentFile} and
 * {@link org.shmjournal.store.ControlFile} are the files, {@link org.shmjournal.store.Recovery} finds the end of the
 * stream, and {@link org.shmjournal.store.OwnedChannel} is what an owner has of a channel: its lock, and the cold work
 * beside its writer.
 *
 * <pre>
 *   OwnedChannel --&gt; OwnerLock, ControlFile, Creation, Recovery, Preparation
 *        |                                       |
 *        +--------------&gt; SegmentFile &lt;--- SegmentWalk --&gt; RecordCheck
 * </pre>
 */
package org.shmjournal.store;
