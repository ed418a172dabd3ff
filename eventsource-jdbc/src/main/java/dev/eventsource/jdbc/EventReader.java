// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.jdbc;

import dev.eventsource.event.EventQuery;
import dev.eventsource.event.RecordedEvent;
import dev.eventsource.event.StreamId;
import dev.eventsource.store.EventPage;
import dev.eventsource.store.EventStore;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Reads the log on one connection; every method means what the one of {@link EventStore} does. */
public interface EventReader {

    /** See {@link EventStore#read}. */
    List<RecordedEvent> read(StreamId stream, long afterVersion, int limit) throws SQLException;

    /** See {@link EventStore#readBackwards}. */
    List<RecordedEvent> readBackwards(StreamId stream, long beforeVersion, int limit) throws SQLException;

    /** See {@link EventStore#readAll}. */
    EventPage readAll(EventQuery query, long afterPosition, int limit) throws SQLException;

    /** See {@link EventStore#find}. */
    Optional<RecordedEvent> find(UUID eventId) throws SQLException;

    /** See {@link EventStore#head}. */
    long head() throws SQLException;

    /** Where a reader is to be had. */
    interface Source {

        /** Lends a reader to the work, and turns what the database cannot do into a sentence. */
        <R> R read(Reading<R> reading);
    }

    /** What is done with a reader. */
    @FunctionalInterface
    interface Reading<R> {
        /** Reads; the reader is of no use afterwards. */
        R in(EventReader events) throws SQLException;
    }
}
