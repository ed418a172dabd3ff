// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.tck;

import static org.assertj.core.api.Assertions.assertThat;

import dev.eventsource.event.RecordedEvent;
import dev.eventsource.event.StreamId;
import dev.eventsource.store.DeadLetter;
import dev.eventsource.store.DeadLetterQueue.Filter;
import dev.eventsource.store.Storage;
import dev.eventsource.store.SubscriptionState.Partition;
import dev.eventsource.subscription.Running;
import dev.eventsource.tck.Death.During;
import dev.eventsource.tck.MortalWork.Line;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A process has died at a step of a delivery, and another one goes on: what must hold then. */
public final class Succession implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Death death;
    private final Storage storage;
    private final List<Line> later = Collections.synchronizedList(new ArrayList<>());
    private final Map<String, Long> countedThen = new HashMap<>();
    private @Nullable Running successor;
    private List<Line> before = List.of();
    private List<Partition> left = List.of();
    private long diedBefore;

    /** @param storage that the dead one has left behind */
    public Succession(Death death, Storage storage) {
        this.death = death;
        this.storage = storage;
    }

    /** The other process begins, if it is to be there before the first one dies. */
    public void joinIfHandover() {
        if (death.during() == During.HAND_OVER) {
            begin();
        }
    }

    private void begin() {
        successor = new MortalWork(death, storage, Mortal.immortal(death), later::add).start();
    }

    /** Looks at what the dead process has left; the other one goes on. To be called before the lease of the dead is over. */
    public void died(List<Line> lines) {
        before = lines;
        diedBefore = System.nanoTime();
        left = storage.checkpoints().find(death.id()).orElseThrow().partitions();
        if (death.exactlyOnce() && successor == null) {
            MortalWork.streams().forEach(stream -> countedThen.put(stream, MortalWork.counted(death, storage, stream)));
        }
        if (successor == null) {
            begin();
        }
    }

    /** Waits until the other process has done everything, and looks at all of it. */
    public void check(List<RecordedEvent> log) throws InterruptedException {
        Running running = successor;
        if (running == null) {
            throw new IllegalStateException("Nobody has died yet");
        }
        long head = log.get(log.size() - 1).position();
        assertThat(running.subscriptions().get(0).await(head, PATIENCE))
                .as("%s: the successor has come to the end", death)
                .isTrue();
        running.close();
        List<RecordedEvent> parked = parked(log);
        lettersAreRight(parked);
        List<RecordedEvent> wanted =
                log.stream().filter(event -> !parked.contains(event)).toList();
        if (death.exactlyOnce()) {
            everyEventCounted(wanted);
        } else {
            everyEventHandled(wanted);
            nothingAgainBehindTheCheckpoint(log);
        }
    }

    private List<RecordedEvent> parked(List<RecordedEvent> log) {
        return log.stream()
                .filter(event -> death.during() == During.FAILURES
                        && event.stream().equals(MortalWork.POISONED)
                        && event.version() >= 2)
                .toList();
    }

    private void lettersAreRight(List<RecordedEvent> parked) {
        List<DeadLetter> letters = storage.deadLetters().list(Filter.ALL.of(death.id()), 1_000);
        assertThat(letters)
                .as("%s: letters", death)
                .extracting(DeadLetter::position)
                .containsExactlyElementsOf(
                        parked.stream().map(RecordedEvent::position).toList());
        if (!parked.isEmpty()) {
            assertThat(letters.get(0).attempts()).as("%s: attempts", death).isEqualTo(MortalWork.MAX_ATTEMPTS);
            long tried = Stream.concat(before.stream(), later.stream())
                    .filter(line -> line.what().equals("tried"))
                    .count();
            // What failed when nobody had time to say so is not known; and a batch is tried before its events are.
            assertThat(tried)
                    .as("%s: tries", death)
                    .isLessThanOrEqualTo(MortalWork.MAX_ATTEMPTS + 1 + (death.exactlyOnce() ? 2 : 0));
        }
    }

    private void everyEventCounted(List<RecordedEvent> wanted) {
        counts(wanted)
                .forEach((stream, count) -> assertThat(MortalWork.counted(death, storage, stream))
                        .as("%s: events of %s that count", death, stream)
                        .isEqualTo(count));
        if (!countedThen.isEmpty()) {
            Map<String, Long> checkpointed = counts(wanted.stream()
                    .filter(event -> event.position() <= checkpoint(event))
                    .toList());
            countedThen.forEach((stream, count) -> assertThat(count)
                    .as("%s: events of %s that counted when the process died, up to the checkpoint", death, stream)
                    .isEqualTo(checkpointed.getOrDefault(stream, 0L)));
        }
    }

    private static Map<String, Long> counts(List<RecordedEvent> events) {
        return events.stream()
                .collect(Collectors.groupingBy(event -> event.stream().key(), Collectors.counting()));
    }

    private long checkpoint(RecordedEvent event) {
        return left.get(MortalWork.partition(event)).checkpoint().position();
    }

    /** Each at least once, and in each stream none before the one before it. */
    private void everyEventHandled(List<RecordedEvent> wanted) {
        Map<Long, RecordedEvent> byPosition =
                wanted.stream().collect(Collectors.toMap(RecordedEvent::position, event -> event));
        Map<StreamId, List<Long>> first = new LinkedHashMap<>();
        handled(Stream.concat(before.stream(), later.stream())).distinct().forEach(position -> {
            RecordedEvent event = byPosition.get(position);
            if (event == null) {
                throw new AssertionError(death + ": the event at " + position + " was handled, but is parked");
            }
            first.computeIfAbsent(event.stream(), stream -> new ArrayList<>()).add(event.version());
        });
        Map<StreamId, List<Long>> expected = wanted.stream()
                .collect(Collectors.groupingBy(
                        RecordedEvent::stream, Collectors.mapping(RecordedEvent::version, Collectors.toList())));
        assertThat(first).as("%s: versions in the order of handling", death).isEqualTo(expected);
    }

    /** Of the partitions that the dead process owned, events behind its checkpoint come again; nothing else does. */
    private void nothingAgainBehindTheCheckpoint(List<RecordedEvent> log) {
        Map<Long, RecordedEvent> byPosition =
                log.stream().collect(Collectors.toMap(RecordedEvent::position, event -> event));
        Set<Long> done = handled(before.stream()).collect(Collectors.toSet());
        handled(later.stream().filter(line -> line.time() > diedBefore))
                .filter(done::contains)
                .forEach(position -> {
                    RecordedEvent again = Objects.requireNonNull(byPosition.get(position));
                    assertThat(again.position())
                            .as("%s: position that was handled again, by what was left: %s", death, left)
                            .isGreaterThan(checkpoint(again));
                    assertThat(left.get(MortalWork.partition(again)).owner())
                            .as("%s: owner of the partition of %s, which was handled again", death, position)
                            .isNotEmpty();
                });
    }

    private static Stream<Long> handled(Stream<Line> lines) {
        return lines.filter(line -> line.what().equals("handled"))
                .sorted(Comparator.comparingLong(Line::time))
                .map(Line::position);
    }

    @Override
    public void close() {
        if (successor != null) {
            successor.close();
        }
    }
}
