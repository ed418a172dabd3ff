// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.tck;

import dev.eventsource.event.EventData;
import dev.eventsource.event.ExpectedVersion;
import dev.eventsource.store.DeadLetter;
import dev.eventsource.store.DeadLetter.State;
import dev.eventsource.store.DeadLetterQueue.Filter;
import dev.eventsource.store.Storage;
import dev.eventsource.store.SubscriptionId;
import dev.eventsource.store.SubscriptionState;
import dev.eventsource.tck.FuzzHistory.What;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.awaitility.Awaitility;

/** Processes come, go and die, subscriptions rest, things fail, and somebody decides on dead letters, all by chance. */
final class Fuzz {

    private static final int STEPS = 60;
    private static final int STREAMS = 10;
    /** So few that their failures are never taken for an outage. */
    private static final int FAILING_STREAMS = 2;

    private static final int MOST_PROCESSES = 3;
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Storage storage;
    private final Random random;
    private final FuzzedWork work = new FuzzedWork();
    private final List<FuzzedProcess> processes = new ArrayList<>();
    private int started;

    Fuzz(Storage storage, Random random) {
        this.storage = storage;
        this.random = random;
    }

    /** Everything, and what came of it. */
    FuzzCheck run() throws InterruptedException {
        try {
            start();
            for (int i = 0; i < STEPS; i++) {
                step();
                Thread.currentThread().join(1 + random.nextInt(50));
            }
            settle();
        } finally {
            processes.forEach(FuzzedProcess::stop);
        }
        return new FuzzCheck(storage, work.history().all());
    }

    private void step() {
        switch (random.nextInt(20)) {
            case 0 -> start();
            case 1 ->
                any(processes, process -> {
                    processes.remove(process);
                    process.stop();
                });
            case 2, 3 ->
                any(processes, process -> {
                    processes.remove(process);
                    process.kill();
                    start();
                });
            case 4 -> storage.checkpoints().pause(subscription(), true);
            case 5, 6 -> resume();
            case 7 -> outage(true);
            case 8, 9 -> outage(false);
            case 10, 11, 12, 13 -> any(storage.deadLetters().list(Filter.OPEN, 100), this::decide);
            default -> append();
        }
    }

    private <T> void any(List<T> all, java.util.function.Consumer<T> action) {
        if (!all.isEmpty()) {
            action.accept(all.get(random.nextInt(all.size())));
        }
    }

    private SubscriptionId subscription() {
        return SubscriptionId.of(random.nextBoolean() ? FuzzedWork.SEEN : FuzzedWork.KEPT);
    }

    private void start() {
        if (processes.size() < MOST_PROCESSES) {
            processes.add(new FuzzedProcess("process-" + ++started, storage, work));
        }
    }

    private void resume() {
        storage.checkpoints().pause(SubscriptionId.of(FuzzedWork.SEEN), false);
        storage.checkpoints().pause(SubscriptionId.of(FuzzedWork.KEPT), false);
    }

    private void outage(boolean now) {
        work.history().disturbed();
        work.outage().set(now);
    }

    private void append() {
        int stream = random.nextInt(STREAMS);
        List<EventData> some = new ArrayList<>();
        for (int i = random.nextInt(12); i >= 0; i--) {
            boolean failing = stream < FAILING_STREAMS && random.nextInt(5) == 0;
            some.add(failing && random.nextBoolean() ? FuzzedWork.poison() : FuzzedWork.event(failing ? 2 : 0));
        }
        storage.events().append(Loans.loan(stream), ExpectedVersion.any(), some);
    }

    private void decide(DeadLetter letter) {
        Filter one = Filter.OPEN.of(letter.subscription()).at(letter.position());
        switch (random.nextInt(3)) {
            case 0 -> {
                work.mended().add(letter.position());
                storage.deadLetters()
                        .decide(
                                Filter.OPEN.of(letter.subscription()).inSequence(letter.sequence()),
                                State.RETRYING,
                                "fuzz");
            }
            case 1 -> storage.deadLetters().decide(one, State.RETRYING, "fuzz");
            default -> {
                // Remembered before: the owner may be quick.
                work.history().add(What.DISCARDED, letter.subscription().name(), "", letter.position(), 0);
                storage.deadLetters().decide(one, State.DISCARDED, "fuzz");
            }
        }
    }

    /** Everything is well again: in the end all is handled, or waits for somebody to decide. */
    private void settle() {
        outage(false);
        start();
        resume();
        Awaitility.await().atMost(PATIENCE).pollInterval(Duration.ofMillis(20)).until(this::isSettled);
    }

    private boolean isSettled() {
        long head = storage.events().head();
        return storage.checkpoints().all().stream()
                        .mapToLong(SubscriptionState::position)
                        .allMatch(position -> position == head)
                && storage.deadLetters().count(Filter.OPEN).letters() < 1_000
                && nothingIsToBeTried();
    }

    private boolean nothingIsToBeTried() {
        Set<String> blocked = new HashSet<>();
        for (DeadLetter letter : storage.deadLetters().list(Filter.OPEN, 1_000)) {
            boolean first = blocked.add(letter.subscription() + " " + letter.sequence());
            if (first && (letter.state() == State.RETRYING || letter.attempts() == 0)) {
                return false;
            }
        }
        return true;
    }
}
