// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.jdbc;

import dev.eventsource.event.Append;
import dev.eventsource.event.EventSourceException;
import dev.eventsource.event.RecordedEvent;
import dev.eventsource.store.AppendBatch;
import dev.eventsource.store.AppendResult;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;

/**
 * The tables, as a batch of appends sees them inside a transaction that holds the write lock.
 *
 * <p>How it works: to look every event id up costs nearly as much as to insert it, and nearly all are new. So {@link
 * #place} knows only the ids that were {@linkplain #lookUpIds looked up}. Without it a known id fails the insert by the
 * unique index, and the decision must be repeated with all ids looked up.
 */
public interface AppendRows extends AppendBatch.Stored {

    /** From now on {@link #place} knows where the events of these appends are stored, if they are. */
    void lookUpIds(List<Append> appends) throws SQLException;

    /** Inserts the events, in the order of their positions. */
    void insert(List<RecordedEvent> accepted) throws SQLException;

    /**
     * Decides the appends one behind the other and inserts the accepted ones.
     *
     * @param allIdsLookedUp whether that was done for all of them
     */
    default List<Outcome> decideAndInsert(List<Append> appends, Clock clock, boolean allIdsLookedUp)
            throws SQLException {
        AppendBatch batch = new AppendBatch(this, clock);
        List<Outcome> outcomes = new ArrayList<>(appends.size());
        for (Append append : appends) {
            outcomes.add(decide(batch, append, allIdsLookedUp));
        }
        insert(batch.accepted());
        return outcomes;
    }

    private Outcome decide(AppendBatch batch, Append append, boolean allIdsLookedUp) throws SQLException {
        try {
            return new Outcome.Stored(batch.decide(append));
        } catch (EventSourceException e) {
            return allIdsLookedUp ? new Outcome.Refused(e) : decideWithIds(batch, append);
        }
    }

    /** What looks like a conflict, or like a duplicate of something in the batch, may be a retry. */
    private Outcome decideWithIds(AppendBatch batch, Append append) throws SQLException {
        lookUpIds(List.of(append));
        try {
            return new Outcome.Stored(batch.decide(append));
        } catch (EventSourceException e) {
            return new Outcome.Refused(e);
        }
    }

    /** Decides one append with its ids looked up, and inserts it. */
    default AppendResult decideAndInsert(Append append, Clock clock) throws SQLException {
        lookUpIds(List.of(append));
        AppendBatch batch = new AppendBatch(this, clock);
        AppendResult result = batch.decide(append);
        insert(batch.accepted());
        return result;
    }
}
