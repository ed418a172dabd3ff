// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.inmemory.aggregate;

import dev.eventsource.aggregate.AggregateRoot;
import dev.eventsource.codec.EventCodec;
import dev.eventsource.codec.EventType;
import dev.eventsource.codec.EventTypes;
import dev.eventsource.json.JacksonEventCodec;

/** Something that is opened, noted and closed. */
final class Opening {

    private Opening() {}

    sealed interface Event {}

    @EventType("Opened")
    record Opened(int n) implements Event {}

    sealed interface Remark extends Event {}

    @EventType("Noted")
    record Noted(String text) implements Remark {}

    @EventType("Closed")
    record Closed(String why) implements Remark {}

    /** Of something else. */
    @EventType("Foreign")
    record Foreign(int n) {}

    static final EventCodec CODEC = new JacksonEventCodec(EventTypes.of(Event.class, Foreign.class));

    /** What happened, in short. */
    record State(String text) {
        State and(Object event) {
            return new State(text + event.getClass().getSimpleName().charAt(0));
        }
    }

    /** One that raises whatever it is told. */
    static final class Root extends AggregateRoot<State> {
        Root() {
            super(new State(""));
        }

        void happens(Object event) {
            raise(event);
        }

        @Override
        protected State apply(Object event) {
            return state().and(event);
        }
    }
}
