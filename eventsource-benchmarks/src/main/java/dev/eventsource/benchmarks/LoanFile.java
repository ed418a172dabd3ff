// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.benchmarks;

import dev.eventsource.aggregate.BoundaryDecider;
import dev.eventsource.codec.EventCodec;
import dev.eventsource.codec.EventType;
import dev.eventsource.codec.EventTypes;
import dev.eventsource.codec.Tagged;
import dev.eventsource.event.EventQuery;
import dev.eventsource.event.StreamId;
import dev.eventsource.json.JacksonEventCodec;
import java.util.List;
import java.util.Set;

/** Files of loans, on each of which something is noted again and again: what decisions are measured with. */
final class LoanFile implements BoundaryDecider<LoanFile.Note, LoanFile.State, LoanFile.LoanEvent> {

    static final EventCodec CODEC = new JacksonEventCodec(EventTypes.of(LoanEvent.class));
    static final String REMARK = "lorem ipsum ".repeat(20);

    sealed interface LoanEvent extends Tagged {}

    /** @param key of the file; "" leaves the event without a tag */
    @EventType("LoanNoted")
    record Noted(String key, String resource, String remark) implements LoanEvent {
        @Override
        public Set<String> tags() {
            return key.isEmpty() ? Set.of() : Set.of(tag(key));
        }
    }

    /** It is no part of what the next decision rests on, so that each rests on as much. */
    @EventType("LoanDecided")
    record Decided(String key, String resource, String remark) implements LoanEvent {
        @Override
        public Set<String> tags() {
            return Set.of("decided:" + key);
        }
    }

    record State(int notes, int length) {}

    /** The command. */
    record Note(String key, String resource) {}

    static String tag(String key) {
        return "loan:" + key;
    }

    @Override
    public State initialState() {
        return new State(0, 0);
    }

    @Override
    public List<LoanEvent> decide(Note command, State state) {
        return List.of(
                command.key.isEmpty()
                        ? new Noted("", command.resource, REMARK)
                        : new Decided(command.key, command.resource, REMARK));
    }

    @Override
    public State evolve(State state, LoanEvent event) {
        return event instanceof Noted noted ? new State(state.notes + 1, state.length + noted.remark.length()) : state;
    }

    @Override
    public EventQuery boundary(Note command) {
        return EventQuery.all().tagged(tag(command.key));
    }

    @Override
    public StreamId stream(LoanEvent event) {
        return StreamId.of("decision", ((Decided) event).key);
    }
}
