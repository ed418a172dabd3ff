// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.codec;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.joining;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toCollection;

import dev.eventsource.event.EventData;
import dev.eventsource.event.Payload;
import java.lang.reflect.Modifier;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Which class stands for which name and revision of an event. Immutable.
 *
 * <p>A name may have several revisions with a class each: what was written as an older one is read as its class.
 */
public final class EventTypes {

    private static final Comparator<Entry> ORDER =
            Comparator.comparing(Entry::name).thenComparing(Entry::revision);

    private final List<Entry> entries;
    private final Map<Class<?>, Entry> byClass;
    private final Map<String, Map<Integer, Entry>> byName;
    private final Map<String, String> currentNames;

    private EventTypes(List<Entry> checked) {
        entries = checked.stream().sorted(ORDER).toList();
        byClass = entries.stream().collect(Collectors.toMap(Entry::type, Function.identity()));
        byName = entries.stream()
                .collect(groupingBy(Entry::name, Collectors.toMap(Entry::revision, Function.identity())));
        currentNames = currentNames(entries);
    }

    /**
     * The types of these classes, each annotated with {@link EventType}. A sealed interface or class stands for all
     * that it permits, at any depth.
     *
     * @throws IllegalArgumentException if a class has no {@link EventType}, is named twice, or shares name and revision
     *     with another one; the message lists what is known
     */
    public static EventTypes of(Class<?>... classes) {
        List<Entry> entries = new ArrayList<>();
        for (Class<?> type : classes) {
            for (Class<?> concrete : concrete(type)) {
                add(entries, Entry.annotated(concrete, entries));
            }
        }
        return new EventTypes(entries);
    }

    /**
     * These and one more, for a class that cannot be annotated or whose annotation shall not count.
     *
     * @throws IllegalArgumentException if the class is known already, or another one of this name and revision
     */
    public EventTypes with(String name, int revision, Class<?> type) {
        List<Entry> more = new ArrayList<>(entries);
        add(more, new Entry(name, revision, type, Set.of()));
        return new EventTypes(more);
    }

    /**
     * These, with one more name under which events of a type were stored before.
     *
     * @throws IllegalArgumentException if no such type is known, or the alias means another one
     */
    public EventTypes withAlias(String name, String alias) {
        if (!byName.containsKey(name)) {
            throw new IllegalArgumentException(name + " is no known type. Known are " + this);
        }
        return new EventTypes(entries.stream()
                .map(entry -> entry.name.equals(name) ? entry.withAlias(alias) : entry)
                .toList());
    }

    /** The name and revision of events of exactly this class. */
    public Optional<Entry> find(Class<?> type) {
        return Optional.ofNullable(byClass.get(type));
    }

    /** The class for this name, or one it had before, and revision. */
    public Optional<Entry> find(String name, int revision) {
        return Optional.ofNullable(
                byName.getOrDefault(currentName(name), Map.of()).get(revision));
    }

    /** The name that is meant by this one: itself, unless it is an alias. */
    public String currentName(String name) {
        return currentNames.getOrDefault(name, name);
    }

    /** These names and all that they had before. */
    public SortedSet<String> withAliases(Set<String> names) {
        SortedSet<String> all = new TreeSet<>(names);
        currentNames.forEach((alias, name) -> {
            if (names.contains(name)) {
                all.add(alias);
            }
        });
        return all;
    }

    /**
     * The names of these classes, or of all that they permit, if they are sealed.
     *
     * @throws IllegalArgumentException if one is unknown
     */
    public SortedSet<String> names(Class<?>... classes) {
        SortedSet<String> names = new TreeSet<>();
        for (Class<?> type : classes) {
            for (Class<?> concrete : concrete(type)) {
                names.add(find(concrete)
                        .orElseThrow(() -> new IllegalArgumentException(
                                concrete.getName() + " is no known event type. Known are " + this))
                        .name());
            }
        }
        return names;
    }

    /** All of them, by name, then revision. */
    public List<Entry> entries() {
        return entries;
    }

    /** All names: what a query for these events asks for. */
    public SortedSet<String> names() {
        return entries.stream().map(Entry::name).collect(toCollection(TreeSet::new));
    }

    /** The names with their revisions, as in messages: {@code LoanApproved (1, 2), LoanDeclined (1)}. */
    @Override
    public String toString() {
        return list(entries);
    }

    private static void add(List<Entry> entries, Entry added) {
        for (Entry entry : entries) {
            if (entry.type == added.type) {
                throw new IllegalArgumentException(
                        added.type.getName() + " is named twice. Known so far: " + list(entries));
            }
            if (entry.name.equals(added.name) && entry.revision == added.revision) {
                throw new IllegalArgumentException("Both " + entry.type.getName() + " and " + added.type.getName()
                        + " are " + added.name + " revision " + added.revision
                        + "; give one another name or revision. Known so far: " + list(entries));
            }
        }
        entries.add(added);
    }

    /**
     * The classes whose events are of this type: itself, or, if it is sealed, all that it permits, at any depth. They
     * need not be known.
     */
    public static Set<Class<?>> concrete(Class<?> type) {
        Set<Class<?>> found = new LinkedHashSet<>();
        if (!type.isSealed() || !Modifier.isAbstract(type.getModifiers())) {
            found.add(type);
        }
        if (type.isSealed()) {
            for (Class<?> permitted : type.getPermittedSubclasses()) {
                found.addAll(concrete(permitted));
            }
        }
        return found;
    }

    private static Map<String, String> currentNames(List<Entry> entries) {
        Map<String, String> names = new TreeMap<>();
        for (Entry entry : entries) {
            for (String alias : entry.aliases) {
                String other = names.putIfAbsent(alias, entry.name);
                boolean taken = entries.stream().anyMatch(one -> one.name.equals(alias));
                if (taken || (other != null && !other.equals(entry.name))) {
                    throw new IllegalArgumentException("'" + alias + "' cannot be an alias of " + entry.name
                            + ": it means " + (taken ? "itself" : other));
                }
            }
        }
        return names;
    }

    private static String list(List<Entry> entries) {
        Map<String, String> revisions = entries.stream()
                .sorted(ORDER)
                .collect(groupingBy(
                        Entry::name, TreeMap::new, mapping(entry -> "" + entry.revision, joining(", ", " (", ")"))));
        return revisions.isEmpty()
                ? "none"
                : revisions.entrySet().stream()
                        .map(one -> one.getKey() + one.getValue())
                        .collect(joining(", "));
    }

    /**
     * One event type.
     *
     * @param name of the fact
     * @param revision of its content's schema, from 1
     * @param type the class that stands for it; not abstract
     * @param aliases names it had before
     */
    public record Entry(String name, int revision, Class<?> type, Set<String> aliases) {
        public Entry {
            aliases = Set.copyOf(aliases);
            // what EventData demands of a type, before the first event is written
            EventData.of(new UUID(0, 0), name, Instant.EPOCH, Payload.stored("null"));
            if (revision < 1) {
                throw new IllegalArgumentException("Revisions start at 1, that of " + name + " is " + revision);
            }
            if (Modifier.isAbstract(type.getModifiers())) {
                throw new IllegalArgumentException(
                        type.getName() + " is abstract, an event is not; seal it or name the classes of its events");
            }
        }

        private static Entry annotated(Class<?> type, List<Entry> known) {
            EventType annotation = type.getAnnotation(EventType.class);
            if (annotation == null) {
                throw new IllegalArgumentException(type.getName()
                        + " has no @EventType; annotate it or use with(name, revision, class). Known so far: "
                        + list(known));
            }
            return new Entry(annotation.value(), annotation.revision(), type, Set.of(annotation.aliases()));
        }

        private Entry withAlias(String alias) {
            Set<String> more = new TreeSet<>(aliases);
            more.add(alias);
            return new Entry(name, revision, type, more);
        }
    }
}
