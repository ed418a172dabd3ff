// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.inmemory.sabotage;

import static dev.eventsource.event.ExpectedVersion.any;

import dev.eventsource.event.Append;
import dev.eventsource.event.Append.Write;
import dev.eventsource.event.AppendCondition;
import dev.eventsource.event.AppendCondition.NothingMatches;
import dev.eventsource.event.EventData;
import dev.eventsource.store.AppendResult;
import dev.eventsource.store.ConditionFailedException;
import dev.eventsource.store.DuplicateEventException;
import dev.eventsource.store.EventPage;
import dev.eventsource.store.EventStore;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;

/** Saboteurs who decide appends wrongly. */
final class Deciding {

    private Deciding() {}

    static EventStore ignoresConditions(EventStore sound) {
        return new Events(sound) {
            @Override
            Append changed(Append append) {
                return new Append(append.writes(), List.of());
            }
        };
    }

    static EventStore ignoresExpectedVersions(EventStore sound) {
        return new Events(sound) {
            @Override
            Append changed(Append append) {
                return new Append(
                        append.writes().stream()
                                .map(write -> new Write(write.stream(), any(), write.events()))
                                .toList(),
                        append.conditions());
            }
        };
    }

    /** Sees what is stored, but not what is appended at the same time or in the same batch. */
    static EventStore checksConditionsOnlyAgainstWhatIsStored(EventStore sound) {
        return new Events(sound) {
            @Override
            Append changed(Append append) {
                boolean retry =
                        ids(append).stream().anyMatch(id -> sound.find(id).isPresent());
                if (!retry) {
                    append.conditions().forEach(this::check);
                }
                return new Append(
                        append.writes(),
                        append.conditions().stream()
                                .filter(condition -> !(condition instanceof NothingMatches))
                                .toList());
            }

            private void check(AppendCondition condition) {
                if (condition instanceof NothingMatches nothing) {
                    EventPage page = sound.readAll(nothing.query(), nothing.afterPosition(), 1);
                    if (!page.events().isEmpty()) {
                        throw new ConditionFailedException(
                                nothing, page.events().get(0).position());
                    }
                }
            }

            @Override
            public CompletableFuture<AppendResult> appendAsync(Append append) {
                try {
                    return super.appendAsync(append);
                } catch (ConditionFailedException e) {
                    return CompletableFuture.failedFuture(e);
                }
            }
        };
    }

    static EventStore refusesRetries(EventStore sound) {
        return new Events(sound) {
            @Override
            Append changed(Append append) {
                Set<UUID> known = ids(append).stream()
                        .filter(id -> sound.find(id).isPresent())
                        .collect(Collectors.toSet());
                if (!known.isEmpty()) {
                    throw new DuplicateEventException(known);
                }
                return append;
            }
        };
    }

    static EventStore storesRetriesAgain(EventStore sound) {
        return new Events(sound) {
            @Override
            Append changed(Append append) {
                boolean retry =
                        ids(append).stream().allMatch(id -> sound.find(id).isPresent());
                return retry ? withNewIds(append) : append;
            }
        };
    }

    static EventStore ignoresDuplicates(EventStore sound) {
        return new Events(sound) {
            @Override
            Append changed(Append append) {
                boolean some =
                        ids(append).stream().anyMatch(id -> sound.find(id).isPresent());
                boolean all = ids(append).stream().allMatch(id -> sound.find(id).isPresent());
                return some && !all ? withNewIds(append) : append;
            }
        };
    }

    private static Append withNewIds(Append append) {
        return new Append(
                append.writes().stream()
                        .map(write -> new Write(
                                write.stream(),
                                any(),
                                write.events().stream()
                                        .map(event -> new EventData(
                                                UUID.randomUUID(),
                                                event.type(),
                                                event.revision(),
                                                event.occurredAt(),
                                                event.payload(),
                                                event.metadata(),
                                                event.tags()))
                                        .toList()))
                        .toList(),
                List.of());
    }

    private static List<UUID> ids(Append append) {
        return append.writes().stream()
                .flatMap(write -> write.events().stream())
                .map(EventData::id)
                .toList();
    }
}
