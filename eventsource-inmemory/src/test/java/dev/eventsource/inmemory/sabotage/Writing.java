// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.inmemory.sabotage;

import dev.eventsource.event.Append;
import dev.eventsource.event.Append.Write;
import dev.eventsource.event.EventData;
import dev.eventsource.event.Payload;
import dev.eventsource.event.RecordedEvent;
import dev.eventsource.event.Registration;
import dev.eventsource.store.AppendResult;
import dev.eventsource.store.EventStore;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;

/** Saboteurs who write something else than they were told, or in another way. */
final class Writing {

    private Writing() {}

    /** Each stream on its own, so that a conflict leaves what was written before. */
    static EventStore commitsHalf(EventStore sound) {
        return new Events(sound) {
            @Override
            public AppendResult append(Append append) {
                List<Long> versions = new ArrayList<>();
                long first = Long.MAX_VALUE;
                long last = 0;
                for (Write write : append.writes()) {
                    AppendResult result = sound.append(
                            new Append(List.of(write), versions.isEmpty() ? append.conditions() : List.of()));
                    versions.add(result.version());
                    first = Math.min(first, result.firstPosition());
                    last = Math.max(last, result.lastPosition());
                }
                return new AppendResult(versions, first, last);
            }
        };
    }

    static EventStore reorders(EventStore sound) {
        return new Events(sound) {
            @Override
            Append changed(Append append) {
                return changing(append, events -> {
                    List<EventData> reversed = new ArrayList<>(events);
                    Collections.reverse(reversed);
                    return reversed;
                });
            }
        };
    }

    static EventStore normalisesPayloads(EventStore sound) {
        return new Events(sound) {
            @Override
            Append changed(Append append) {
                return changingEach(
                        append,
                        event -> new EventData(
                                event.id(),
                                event.type(),
                                event.revision(),
                                event.occurredAt(),
                                Payload.of(event.payload().json().replace("1.00", "1.0")),
                                event.metadata(),
                                event.tags()));
            }
        };
    }

    static EventStore roundsTimes(EventStore sound) {
        return new Events(sound) {
            @Override
            Append changed(Append append) {
                return changingEach(
                        append,
                        event -> new EventData(
                                event.id(),
                                event.type(),
                                event.revision(),
                                event.occurredAt().truncatedTo(ChronoUnit.MILLIS),
                                event.payload(),
                                event.metadata(),
                                event.tags()));
            }
        };
    }

    /** As a clock that was put back would have it. */
    static EventStore recordsBackInTime(EventStore sound) {
        return new Events(sound) {
            @Override
            RecordedEvent changed(RecordedEvent event) {
                return new RecordedEvent(
                        event.position(),
                        event.stream(),
                        event.version(),
                        event.recordedAt().minusSeconds(event.position() / 10),
                        event.event());
            }
        };
    }

    /** Each on a thread of its own, sooner or later. */
    static EventStore appendsAsyncInAnyOrder(EventStore sound) {
        return new Events(sound) {
            @Override
            public CompletableFuture<AppendResult> appendAsync(Append append) {
                long nanos = ThreadLocalRandom.current().nextLong(1_000_000);
                return CompletableFuture.supplyAsync(
                        () -> sound.append(append), CompletableFuture.delayedExecutor(nanos, TimeUnit.NANOSECONDS));
            }
        };
    }

    /** Every failure fails the next append that waits too. */
    static UnaryOperator<EventStore> punishesNeighbours() {
        Queue<CompletableFuture<AppendResult>> earlier = new ConcurrentLinkedQueue<>();
        return sound -> new Events(sound) {
            @Override
            public CompletableFuture<AppendResult> appendAsync(Append append) {
                CompletableFuture<AppendResult> before = earlier.poll();
                CompletableFuture<AppendResult> mine = sound.appendAsync(append);
                earlier.add(mine);
                return before == null ? mine : before.thenCombine(mine, (first, second) -> second);
            }
        };
    }

    static EventStore wakesNobody(EventStore sound) {
        return new Events(sound) {
            @Override
            public Registration onAppend(Runnable wakeUp) {
                sound.onAppend(wakeUp).close();
                return () -> {};
            }
        };
    }

    /** Wakes when the append begins, so that whoever looks at once finds nothing, and is not woken again. */
    static UnaryOperator<EventStore> wakesTooEarly() {
        Queue<Runnable> waiting = new ConcurrentLinkedQueue<>();
        return sound -> new Events(sound) {
            @Override
            Append changed(Append append) {
                waiting.forEach(Runnable::run);
                return append;
            }

            @Override
            public Registration onAppend(Runnable wakeUp) {
                sound.onAppend(wakeUp).close();
                waiting.add(wakeUp);
                return () -> waiting.remove(wakeUp);
            }
        };
    }

    private static Append changing(Append append, UnaryOperator<List<EventData>> change) {
        return new Append(
                append.writes().stream()
                        .map(write -> new Write(write.stream(), write.expected(), change.apply(write.events())))
                        .toList(),
                append.conditions());
    }

    private static Append changingEach(Append append, UnaryOperator<EventData> change) {
        return changing(append, events -> events.stream().map(change).toList());
    }
}
