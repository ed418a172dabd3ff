// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.testing;

import dev.eventsource.codec.EventCodec;
import dev.eventsource.event.RecordedEvent;
import java.util.Arrays;
import java.util.List;
import org.assertj.core.api.AbstractAssert;
import org.assertj.core.api.Assertions;
import org.assertj.core.api.ListAssert;

/** Assertions on a sequence of stored events. */
public final class EventsAssert extends AbstractAssert<EventsAssert, List<RecordedEvent>> {

    private final EventCodec codec;
    private final String whose;

    EventsAssert(List<RecordedEvent> actual, EventCodec codec, String whose) {
        super(List.copyOf(actual), EventsAssert.class);
        this.codec = codec;
        this.whose = whose;
    }

    /** Read today, they are exactly these, in this order. */
    public EventsAssert hasEvents(Object... expected) {
        compare(Arrays.asList(expected), decoded());
        return this;
    }

    /** They are stored under exactly these names, in this order. */
    public EventsAssert hasTypes(String... expected) {
        compare(
                Arrays.asList(expected),
                actual.stream().map(one -> one.event().type()).toList());
        return this;
    }

    /** There are none: nothing has happened. */
    public EventsAssert isEmpty() {
        return hasTypes();
    }

    /** So many there are: the version of a stream. */
    public EventsAssert isAtVersion(long version) {
        if (actual.size() != version) {
            throw failureWithActualExpected(
                    (long) actual.size(),
                    version,
                    "%s was expected to be at version %s, and it is at %s:%n%s",
                    whose,
                    version,
                    actual.size(),
                    Difference.lines(decoded(), ""));
        }
        return this;
    }

    /** The last one. */
    public EventAssert last() {
        return event(actual.size());
    }

    /** The n-th of them, from 1: of a stream, the one with this version. */
    public EventAssert event(int n) {
        if (n < 1 || n > actual.size()) {
            throw failure("%s has %s events, there is no event %s", whose, actual.size(), n);
        }
        return new EventAssert(actual.get(n - 1), codec);
    }

    /** All that AssertJ can say about a list, about them as they are stored. */
    public ListAssert<RecordedEvent> recorded() {
        return Assertions.assertThat(actual);
    }

    /** All that AssertJ can say about a list, about them as objects. */
    public ListAssert<Object> events() {
        return Assertions.assertThat(decoded());
    }

    private List<Object> decoded() {
        return actual.stream().flatMap(one -> codec.decode(one).stream()).toList();
    }

    private void compare(List<?> expected, List<?> found) {
        if (!found.equals(expected)) {
            throw failureWithActualExpected(
                    found,
                    expected,
                    "%s has other events than expected:%n%s",
                    whose,
                    Difference.ofEvents(expected, found));
        }
    }
}
