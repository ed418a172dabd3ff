// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.json;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;

/** All upcasters of a codec: from what is stored, step by step, to what it means today. Immutable. */
public final class Upcasters {

    /** So often can nothing honest have changed its meaning: it goes in circles. */
    private static final int MAX_STEPS = 1_000;

    private static final Upcasters NONE = new Upcasters(Map.of());

    private final Map<Key, Upcaster> byKey;

    private Upcasters(Map<Key, Upcaster> byKey) {
        this.byKey = byKey;
    }

    /** What is stored is what it means. */
    public static Upcasters none() {
        return NONE;
    }

    /**
     * These.
     *
     * @throws IllegalArgumentException if two take the same type and revision
     */
    public static Upcasters of(Upcaster... upcasters) {
        Map<Key, Upcaster> byKey = new HashMap<>();
        for (Upcaster one : upcasters) {
            if (byKey.put(new Key(one.type(), one.revision()), one) != null) {
                throw new IllegalArgumentException(
                        "Two upcasters take " + one.type() + " revision " + one.revision() + "; there can be one only");
            }
        }
        return new Upcasters(Map.copyOf(byKey));
    }

    /** Is something done with it? */
    public boolean takes(String type, int revision) {
        return byKey.containsKey(new Key(type, revision));
    }

    /** What the event means today. */
    public List<JsonEvent> today(JsonEvent stored) {
        return today(stored, UnaryOperator.identity());
    }

    /** The same, with what each type that comes out is called now: an upcaster may become a name that is an alias since. */
    List<JsonEvent> today(JsonEvent stored, UnaryOperator<String> currentName) {
        List<JsonEvent> today = new ArrayList<>();
        Deque<Step> open = new ArrayDeque<>(List.of(new Step(stored, 0)));
        while (!open.isEmpty()) {
            Step next = open.pop();
            JsonEvent event = next.event();
            Upcaster upcaster = byKey.get(new Key(event.type(), event.revision()));
            if (upcaster == null) {
                today.add(event);
            } else if (next.number() == MAX_STEPS) {
                throw new IllegalStateException("The upcasters of " + stored.type() + " revision " + stored.revision()
                        + " go in circles, by " + event.type() + " revision " + event.revision());
            } else {
                List<JsonEvent> results = checked(upcaster, upcaster.upcast().apply(event.payload()));
                // in front: what comes out stands where the event stood
                for (int i = results.size() - 1; i >= 0; i--) {
                    JsonEvent one = results.get(i);
                    open.push(new Step(
                            new JsonEvent(currentName.apply(one.type()), one.revision(), one.payload()),
                            next.number() + 1));
                }
            }
        }
        return today;
    }

    /** These types and all others that can become one of them. */
    Set<String> sources(Set<String> types) {
        Set<String> sources = new TreeSet<>(types);
        boolean more;
        do {
            more = false;
            for (Upcaster one : byKey.values()) {
                if (one.becomes().stream().anyMatch(sources::contains)) {
                    more |= sources.add(one.type());
                }
            }
        } while (more);
        return sources;
    }

    List<Upcaster> all() {
        return List.copyOf(byKey.values());
    }

    private static List<JsonEvent> checked(Upcaster by, List<JsonEvent> results) {
        for (JsonEvent result : results) {
            String what = "The upcaster of " + by.type() + " revision " + by.revision() + " returned " + result.type()
                    + " revision " + result.revision();
            if (!by.becomes().contains(result.type())) {
                throw new IllegalStateException(what + ", but says that it becomes " + new TreeSet<>(by.becomes())
                        + "; name the type there, or queries will not find it");
            }
            if (result.type().equals(by.type()) && result.revision() <= by.revision()) {
                throw new IllegalStateException(what + ", which is no later revision");
            }
        }
        return results;
    }

    private record Key(String type, int revision) {}

    /**
     * On the way to what it means today.
     *
     * @param number of upcasters it comes out of
     */
    private record Step(JsonEvent event, int number) {}
}
