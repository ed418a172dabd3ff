// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.store;

import dev.eventsource.event.Append;
import dev.eventsource.event.EventData;
import dev.eventsource.event.EventQuery;
import dev.eventsource.event.ExpectedVersion;
import dev.eventsource.event.RecordedEvent;
import dev.eventsource.event.Registration;
import dev.eventsource.event.StreamId;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

/**
 * The log of all events: append to it, read it by stream or as a whole, be told when it grows.
 *
 * <p>Events have positions 1, 2, 3 … without holes in commit order: whoever has read up to a position never later
 * finds an event before it. Events never change and are never removed. All methods may be called by any number of
 * threads; they block, and are made for virtual threads.
 *
 * <p>Every method throws {@link StorageException} if the database cannot answer.
 */
public interface EventStore {

    /** The largest {@code limit} of a read. */
    int MAX_LIMIT = 10_000;

    /** How many events {@link #readAll} looks at for one page, at most; what an index passes over is not looked at. */
    int MAX_STRETCH = 50_000;

    /**
     * Stores all events of the append, or none. When it returns, they are as durable as the backend makes them and
     * every reader sees them.
     *
     * <p>A retry is safe: if all event ids are stored already and lie, per stream, one behind the other in the same
     * order, then the places they were stored at are the answer, whatever was expected of versions. Payloads are not
     * compared.
     *
     * @throws VersionConflictException if a stream is not at the expected version, naming both
     * @throws ConditionFailedException if a condition does not hold
     * @throws DuplicateEventException if some of the event ids are stored but this is no retry
     * @throws AppendOutcomeUnknownException if the database's answer was lost and could not be found out in time
     * @throws StorageException if it could not be stored; then nothing of it is
     * @throws IllegalStateException if called inside {@link Storage#atomically} instead of on the storage handed to it
     */
    AppendResult append(Append append);

    /** {@link #append(Append)} to one stream, without further conditions. */
    default AppendResult append(StreamId stream, ExpectedVersion expected, List<EventData> events) {
        return append(Append.to(stream, expected, events));
    }

    /**
     * Like {@link #append(Append)}, on the same queue, without waiting. The future fails with the same exceptions;
     * cancelling it does not take the append back. Refused with {@link StorageException} when too many appends wait.
     * A call that cannot be right ({@link IllegalStateException}, {@link IllegalArgumentException}) throws at once.
     * Inside {@link Storage#atomically} it appends at once and the future is done. Stages that depend on the future run
     * in the common pool.
     */
    CompletableFuture<AppendResult> appendAsync(Append append);

    /**
     * Events of a stream in the order of their versions; empty if there are none after that version, or no stream.
     * A list shorter than the limit is the end of the stream.
     *
     * @param afterVersion 0 for the beginning
     * @param limit 1 to {@link #MAX_LIMIT}
     */
    List<RecordedEvent> read(StreamId stream, long afterVersion, int limit);

    /**
     * Events of a stream, newest first.
     *
     * @param beforeVersion {@link Long#MAX_VALUE} for the end
     * @param limit 1 to {@link #MAX_LIMIT}
     */
    List<RecordedEvent> readBackwards(StreamId stream, long beforeVersion, int limit);

    /**
     * The next page of the whole log, oldest first, with what the query wants of it. A page may be shorter than the
     * limit, or empty, although more follows: it looks at a bounded stretch of positions and holds a bounded number
     * of bytes. Go on after {@link EventPage#through()} until {@link EventPage#end()}.
     *
     * @param afterPosition 0 for the beginning
     * @param limit 1 to {@link #MAX_LIMIT}
     */
    EventPage readAll(EventQuery query, long afterPosition, int limit);

    /** The event with this id. */
    Optional<RecordedEvent> find(UUID eventId);

    /** The position of the newest event, 0 if there is none. */
    long head();

    /**
     * Calls back after events were appended, by this process or another one. It is a hint: it may come late, once for
     * many appends, without need, or (when the connection that listens is broken) not at all, so look at the log
     * whenever it comes and now and then without. The callback runs on a thread of the store or of whoever appended:
     * it must return at once and not throw; typically it wakes a thread.
     */
    Registration onAppend(Runnable wakeUp);
}
