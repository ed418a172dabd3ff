// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.json;

import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Brings stored content of one revision of an event type up to the next, before it becomes an object. Stored events
 * never change: old ones are read as what they mean today.
 *
 * @param type the type of the events it takes, by its present name if that has aliases
 * @param revision the revision of the events it takes
 * @param becomes the types of what may come out: a query for one of them asks for the type taken too
 * @param upcast what the content means today, or one revision nearer to it, in the order in which the events are to be
 *     seen; it gets a copy of its own and depends on nothing else, so that the same event always means the same. A result
 *     of the type taken has a later revision. Thread-safe
 */
public record Upcaster(String type, int revision, Set<String> becomes, Function<JsonNode, List<JsonEvent>> upcast) {

    public Upcaster {
        becomes = Set.copyOf(becomes);
    }

    /** To the next revision of the same type: fields are renamed, added, taken out. */
    public static Upcaster of(String type, int revision, Consumer<ObjectNode> change) {
        return new Upcaster(type, revision, Set.of(type), payload -> {
            change.accept((ObjectNode) payload);
            return List.of(new JsonEvent(type, revision + 1, payload));
        });
    }

    /** To another type with the same content. */
    public static Upcaster renamed(String type, int revision, String newType, int newRevision) {
        return new Upcaster(
                type, revision, Set.of(newType), payload -> List.of(new JsonEvent(newType, newRevision, payload)));
    }

    /** To several events, or to one of another shape and name. */
    public static Upcaster split(
            String type, int revision, Set<String> becomes, Function<JsonNode, List<JsonEvent>> upcast) {
        return new Upcaster(type, revision, becomes, upcast);
    }

    /** To nothing: such a fact no longer counts. */
    public static Upcaster dropped(String type, int revision) {
        return new Upcaster(type, revision, Set.of(), payload -> List.of());
    }
}
