// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.subscription;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Brings subscriptions of this process to rest: gently, and by an interrupt when the time is over. */
record Ending(List<RunningSubscription> subscriptions) {

    private static final Duration PATIENCE_AFTER_INTERRUPT = Duration.ofSeconds(1);
    private static final Duration LOOK = Duration.ofMillis(20);

    /** What was not at rest in time, in words. */
    List<String> within(Duration patience) {
        subscriptions.forEach(RunningSubscription::stop);
        awaitRest(patience);
        List<String> late = new ArrayList<>();
        lanes().forEach(lane -> {
            if (lane.isBusy()) {
                late.add(words(lane));
            }
            lane.end();
        });
        if (!late.isEmpty()) {
            awaitRest(PATIENCE_AFTER_INTERRUPT);
        }
        late.forEach(one -> Running.log.warn("{} was interrupted: its handler had not ended in time", one));
        return late;
    }

    /** Which of them are busy, in words. */
    static String busy(Stream<Lane> lanes) {
        return lanes.filter(Lane::isBusy).map(Ending::words).collect(Collectors.joining(", "));
    }

    private static String words(Lane lane) {
        return "partition " + lane.lease().partition() + " of " + lane.lease().subscription();
    }

    private void awaitRest(Duration patience) {
        long deadline = System.nanoTime() + patience.toNanos();
        try {
            while (System.nanoTime() - deadline < 0 && lanes().anyMatch(Lane::isBusy)) {
                Thread.sleep(LOOK.toMillis());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Stream<Lane> lanes() {
        return subscriptions.stream().flatMap(RunningSubscription::allLanes);
    }
}
