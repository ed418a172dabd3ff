// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.event;

import java.util.Objects;

/** What must hold beside the expected versions when an append is decided; if it does not, nothing is stored. */
public sealed interface AppendCondition {

    /**
     * No event after this position matches the query: the dynamic consistency boundary. Read by a query, decide, and
     * append on condition that nothing that the decision rests on has been added since.
     *
     * @param afterPosition up to where the writer has read: 0 or more
     */
    static AppendCondition nothingMatches(EventQuery query, long afterPosition) {
        return new NothingMatches(query, afterPosition);
    }

    /** A stream that the append does not write is where the writer believes. */
    static AppendCondition streamAt(StreamId stream, ExpectedVersion expected) {
        return new StreamAt(stream, expected);
    }

    /** See {@link #nothingMatches}. */
    record NothingMatches(EventQuery query, long afterPosition) implements AppendCondition {
        public NothingMatches {
            Objects.requireNonNull(query, "query");
            if (afterPosition < 0) {
                throw new IllegalArgumentException("A position is 0 or more, not " + afterPosition);
            }
        }
    }

    /** See {@link #streamAt}. */
    record StreamAt(StreamId stream, ExpectedVersion expected) implements AppendCondition {
        public StreamAt {
            Objects.requireNonNull(stream, "stream");
            Objects.requireNonNull(expected, "expected");
        }
    }
}
