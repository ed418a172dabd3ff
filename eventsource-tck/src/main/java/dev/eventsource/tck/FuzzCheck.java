// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.tck;

import static org.assertj.core.api.Assertions.assertThat;

import dev.eventsource.event.EventQuery;
import dev.eventsource.event.RecordedEvent;
import dev.eventsource.event.StreamId;
import dev.eventsource.store.DeadLetter;
import dev.eventsource.store.DeadLetter.State;
import dev.eventsource.store.DeadLetterQueue.Filter;
import dev.eventsource.store.EventStore;
import dev.eventsource.store.Storage;
import dev.eventsource.store.SubscriptionId;
import dev.eventsource.subscription.Partitioning;
import dev.eventsource.tck.FuzzHistory.Happening;
import dev.eventsource.tck.FuzzHistory.What;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Promise 5, looked up in the history of a fuzz and in what it has left. */
final class FuzzCheck {

    private final Storage storage;
    private final List<Happening> history;
    private final Map<Long, RecordedEvent> log;
    private final Map<StreamId, List<RecordedEvent>> streams;

    FuzzCheck(Storage storage, List<Happening> history) {
        this.storage = storage;
        this.history = history;
        List<RecordedEvent> events = Suite.log(storage.events(), EventQuery.all(), EventStore.MAX_LIMIT);
        this.log = events.stream().collect(Collectors.toMap(RecordedEvent::position, Function.identity()));
        this.streams = events.stream().collect(Collectors.groupingBy(RecordedEvent::stream));
    }

    /** All of it; how many attempts could be counted exactly. */
    long holds() {
        everythingIsHandledOrALetter();
        nothingOvertakes();
        nothingComesAgainBehindTheCheckpoint();
        whatIsKeptIsExact();
        return List.of(FuzzedWork.SEEN, FuzzedWork.KEPT).stream()
                .mapToLong(this::attemptsAreRight)
                .sum();
    }

    private Map<Long, DeadLetter> letters(String subscription) {
        Map<Long, DeadLetter> letters = new HashMap<>();
        long after = 0;
        List<DeadLetter> page;
        do {
            page = storage.deadLetters()
                    .list(Filter.ALL.of(SubscriptionId.of(subscription)).after(after), 500);
            for (DeadLetter letter : page) {
                letters.put(letter.position(), letter);
                after = letter.position();
            }
        } while (!page.isEmpty());
        return letters;
    }

    private Stream<Happening> happenings(String subscription) {
        return history.stream().filter(one -> one.subscription().equals(subscription));
    }

    private void everythingIsHandledOrALetter() {
        Map<Long, DeadLetter> letters = letters(FuzzedWork.SEEN);
        Set<Long> handled = happenings(FuzzedWork.SEEN)
                .filter(one -> one.what() == What.HANDLED)
                .map(Happening::position)
                .collect(Collectors.toSet());
        log.forEach((position, event) -> {
            DeadLetter letter = letters.get(position);
            assertThat(handled.contains(position) || (letter != null && letter.state() != State.RESOLVED))
                    .as(
                            "%s version %s at %s was handled, or is a letter: %s",
                            event.stream(), event.version(), position, letter)
                    .isTrue();
        });
    }

    /** An event is never handled before an earlier one of its stream, unless that one was given up. */
    private void nothingOvertakes() {
        Set<Long> done = new HashSet<>();
        happenings(FuzzedWork.SEEN).forEach(one -> {
            if (one.what() == What.HANDLED) {
                RecordedEvent event = event(one);
                assertThat(streams.getOrDefault(event.stream(), List.of()).stream()
                                .limit(event.version() - 1)
                                .map(RecordedEvent::position)
                                .filter(earlier -> !done.contains(earlier)))
                        .as("not done when %s version %s was handled", event.stream(), event.version())
                        .isEmpty();
            }
            if (one.what() == What.HANDLED || one.what() == What.DISCARDED) {
                done.add(one.position());
            }
        });
    }

    private RecordedEvent event(Happening one) {
        RecordedEvent event = log.get(one.position());
        if (event == null) {
            throw new AssertionError(one + " is no event of the log");
        }
        return event;
    }

    /** But for letters, an event comes again only as long as no checkpoint has passed it. */
    private void nothingComesAgainBehindTheCheckpoint() {
        for (String subscription : List.of(FuzzedWork.SEEN, FuzzedWork.KEPT)) {
            Map<Integer, Long> checkpoints = new HashMap<>();
            Set<Long> parked = new HashSet<>();
            happenings(subscription).forEach(one -> {
                switch (one.what()) {
                    case ADVANCED -> checkpoints.merge(one.number(), one.position(), Math::max);
                    case PARKED -> parked.add(one.position());
                    case BEGUN -> {
                        int partition =
                                Partitioning.byStream(FuzzedWork.PARTITIONS).of(event(one));
                        assertThat(parked.contains(one.position())
                                        || one.position() > checkpoints.getOrDefault(partition, 0L))
                                .as("%s begins behind the checkpoint %s", one, checkpoints)
                                .isTrue();
                    }
                    default -> {
                        // Says nothing about checkpoints.
                    }
                }
            });
        }
    }

    private void whatIsKeptIsExact() {
        Map<Long, DeadLetter> letters = letters(FuzzedWork.KEPT);
        streams.forEach((stream, events) -> {
            List<Long> expected = events.stream()
                    .filter(event -> {
                        DeadLetter letter = letters.get(event.position());
                        return letter == null || letter.state() == State.RESOLVED;
                    })
                    .map(RecordedEvent::version)
                    .toList();
            String kept = storage.documents()
                    .get(FuzzedWork.KEPT, stream.key())
                    .map(document -> document.content().json())
                    .orElse("{\"versions\":[]}");
            assertThat(kept.replace(" ", ""))
                    .as("versions kept of %s", stream)
                    .isEqualTo("{\"versions\":" + expected.toString().replace(" ", "") + "}");
        });
    }

    /** Of events that were parked after failing; how many were so undisturbed that their attempts can be counted. */
    private long attemptsAreRight(String subscription) {
        int most = FuzzedWork.RETRY.maxAttempts();
        // A batch that fails is handled again one by one.
        int batches = subscription.equals(FuzzedWork.KEPT) ? 1 : 0;
        long exact = 0;
        Set<Long> positions = happenings(subscription)
                .filter(one -> one.what() == What.FAILED)
                .map(Happening::position)
                .collect(Collectors.toSet());
        for (long position : positions) {
            List<Happening> life = untilParked(subscription, position);
            long failures =
                    life.stream().filter(one -> one.what() == What.FAILED).count();
            long disturbances =
                    life.stream().filter(one -> one.what() == What.DISTURBED).count();
            int highest = life.stream()
                    .filter(one -> one.what() == What.ATTEMPT)
                    .mapToInt(Happening::number)
                    .max()
                    .orElse(0);
            assertThat(highest)
                    .as("attempts stored of %s at %s", subscription, position)
                    .isLessThanOrEqualTo(most);
            assertThat(failures)
                    .as("failures of %s at %s: %s", subscription, position, life)
                    .isLessThanOrEqualTo((most + batches) + disturbances * (1 + batches));
            // Behind another letter it was parked without an attempt; what is tried then, a person wants.
            Happening last = life.get(life.size() - 1);
            if (disturbances == 0 && last.what() == What.PARKED && last.number() > 0) {
                assertThat(last.number())
                        .as("attempts of the letter at %s", position)
                        .isEqualTo(most);
                assertThat(failures)
                        .as("failures of %s at %s: %s", subscription, position, life)
                        .isBetween((long) most, (long) most + batches);
                exact++;
            }
        }
        return exact;
    }

    /** From the last success before it was first begun on. */
    private List<Happening> untilParked(String subscription, long position) {
        List<Happening> life = new ArrayList<>();
        boolean begun = false;
        for (Happening one : history) {
            boolean own = one.subscription().equals(subscription) && one.position() == position;
            if (!begun && one.what() == What.HANDLED && one.subscription().equals(subscription)) {
                life.clear();
            }
            if (own || one.what() == What.DISTURBED) {
                // An attempt may be stored by one who dies before he begins it.
                begun |= own && (one.what() == What.BEGUN || one.what() == What.ATTEMPT);
                life.add(one);
            }
            if (own && one.what() == What.PARKED) {
                break;
            }
        }
        return life;
    }
}
