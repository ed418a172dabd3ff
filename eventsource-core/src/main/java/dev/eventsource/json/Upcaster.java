package dev.eventsource.json;

import java.util.List;
import tools.jackson.databind.JsonNode;

/**
 * Brings stored content of one revision of an event type up to the next, before it becomes an object. Stored events
 * never change: old ones are read as what they mean today.
 *
 * <p>What it may return is what it can do: one event with another revision (a field renamed, added, split), another
 * type (the event renamed), several events (one fact that is two today), or none (a fact that no longer counts).
 * It depends on nothing but its argument, so that the same event always means the same. Thread-safe.
 */
public interface Upcaster {

    /** The type of the events it takes. */
    String type();

    /** The revision of the events it takes. */
    int revision();

    /**
     * What the content means today, or one revision nearer to it.
     *
     * @param payload the caller's copy; it may be changed and returned
     * @return in the order in which the events are to be seen; empty drops the event
     */
    List<Upcast> upcast(JsonNode payload);

    /**
     * One event that comes out.
     *
     * @param type the same or another one
     * @param revision of the type, behind the one taken if the type is the same
     * @param payload content of that type and revision
     */
    record Upcast(String type, int revision, JsonNode payload) {}
}
