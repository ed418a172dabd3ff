// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.subscription;

import dev.eventsource.subscription.Health.Status;
import dev.eventsource.subscription.SubscriptionHealth.Here;
import dev.eventsource.subscription.SubscriptionHealth.Stored;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** What is wrong with a subscription. */
final class Findings {

    private static final int NAMED = 5;

    private final List<String> reasons = new ArrayList<>();
    private Status status = Status.UP;

    Status status() {
        return status;
    }

    /** The worse first. */
    List<String> reasons() {
        return reasons;
    }

    void down(String reason) {
        int others = status == Status.DOWN ? reasons.size() : 0;
        status = Status.DOWN;
        reasons.add(others, reason);
    }

    private void degraded(String reason) {
        if (status == Status.UP) {
            status = Status.DEGRADED;
        }
        reasons.add(reason);
    }

    void look(Here here) {
        switch (here.state()) {
            case FAILED -> down("has stopped: " + here.reason().orElse("nobody knows why"));
            case WAITING_TO_RETRY ->
                degraded("waits: " + here.reason().orElse("something that it needs is out of reach"));
            case STOPPED -> degraded("was stopped in this process");
            case STARTING, CATCHING_UP, LIVE, PAUSED -> {
                // That is as it should be, or said by what is stored.
            }
        }
    }

    void look(Stored stored, Duration lagLimit) {
        if (stored.paused()) {
            degraded("is paused");
        }
        List<Integer> free = stored.withoutOwner();
        if (!free.isEmpty()) {
            degraded(
                    free.size() == stored.partitions()
                            ? "is worked on by no process"
                            : "has partitions that no process works on: " + named(free));
        }
        if (stored.lag().age().compareTo(lagLimit) > 0) {
            degraded("is " + stored.lag().events() + " positions and "
                    + stored.lag().ageInWords() + " behind");
        }
        if (stored.deadLetters() > 0) {
            degraded("has " + stored.deadLetters()
                    + (stored.deadLetters() == 1 ? " open dead letter" : " open dead letters")
                    + stored.oldestDeadLetter()
                            .map(age -> ", the oldest for " + Lag.words(age))
                            .orElse(""));
        }
    }

    private static String named(List<Integer> partitions) {
        return partitions.stream().limit(NAMED).map(String::valueOf).collect(Collectors.joining(", "))
                + (partitions.size() > NAMED ? " and " + (partitions.size() - NAMED) + " more" : "");
    }
}
