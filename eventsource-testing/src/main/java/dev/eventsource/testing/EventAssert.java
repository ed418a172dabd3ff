// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.testing;

import dev.eventsource.codec.EventCodec;
import dev.eventsource.event.Metadata;
import dev.eventsource.event.RecordedEvent;
import dev.eventsource.event.StreamId;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.assertj.core.api.AbstractAssert;
import org.jspecify.annotations.Nullable;

/** Assertions on one stored event. */
public final class EventAssert extends AbstractAssert<EventAssert, RecordedEvent> {

    private final EventCodec codec;

    EventAssert(RecordedEvent actual, EventCodec codec) {
        super(actual, EventAssert.class);
        this.codec = codec;
    }

    /** Read today, it is this one. */
    public EventAssert is(Object event) {
        List<Object> decoded = codec.decode(actual);
        if (!decoded.equals(List.of(event))) {
            throw failureWithActualExpected(
                    decoded,
                    List.of(event),
                    "%s is another event than expected:%n%s",
                    place(),
                    Difference.ofEvents(List.of(event), decoded));
        }
        return this;
    }

    /** It is stored under this name. */
    public EventAssert hasType(String type) {
        return check("the type", type, actual.event().type());
    }

    /** Its type is of this revision. */
    public EventAssert hasRevision(int revision) {
        return check("the revision", revision, actual.event().revision());
    }

    /** It is this very event. */
    public EventAssert hasId(UUID id) {
        return check("the id", id, actual.event().id());
    }

    /** It is in this stream, like {@code loan-173688}. */
    public EventAssert isInStream(String stream) {
        return check("the stream", StreamId.parse(stream), actual.stream());
    }

    /** It is at this place of the log. */
    public EventAssert isAtPosition(long position) {
        return check("the position", position, actual.position());
    }

    /** It occurred then. */
    public EventAssert occurredAt(Instant time) {
        return check("the time at which it occurred", time, actual.event().occurredAt());
    }

    /** It has these tags, and maybe more. */
    public EventAssert isTagged(String... tags) {
        Set<String> has = actual.event().tags();
        if (!has.containsAll(Set.of(tags))) {
            throw failureWithActualExpected(
                    has,
                    Set.of(tags),
                    "%s was expected to have the tags %s, and it has %s",
                    place(),
                    new TreeSet<>(Set.of(tags)),
                    has);
        }
        return this;
    }

    /** Its metadata has this entry. */
    public EventAssert hasMetadata(String name, String value) {
        return check(
                "the metadata entry '" + name + "'",
                value,
                actual.event().metadata().get(name).orElse(null));
    }

    /** It was done by this user or system. */
    public EventAssert isBy(String actor) {
        return hasMetadata(Metadata.ACTOR, actor);
    }

    private EventAssert check(String what, Object expected, @Nullable Object found) {
        if (!expected.equals(found)) {
            throw failureWithActualExpected(
                    found,
                    expected,
                    "%s: %s was expected to be %s, and it %s",
                    place(),
                    what,
                    expected,
                    found == null ? "has none" : "is " + found);
        }
        return this;
    }

    private String place() {
        return "Event " + actual.version() + " of " + actual.stream() + " ("
                + actual.event().type() + ")";
    }
}
