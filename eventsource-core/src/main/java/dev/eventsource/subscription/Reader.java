// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.subscription;

import dev.eventsource.event.RecordedEvent;
import dev.eventsource.store.EventPage;
import dev.eventsource.worker.Worker;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Reads the log once for all lanes of a subscription in this process. It always reads on for the lane that is furthest
 * behind among those with room; lanes that are ahead have what the page contains.
 */
final class Reader implements AutoCloseable {

    private final RunningSubscription subscription;
    private final Worker worker;

    Reader(RunningSubscription subscription) {
        this.subscription = subscription;
        this.worker = Worker.start("eventsource-" + subscription.id(), this::step);
    }

    void wake() {
        worker.wake();
    }

    private Duration step() {
        List<Lane> hungry = subscription.lanes().stream().filter(Lane::isHungry).toList();
        if (hungry.isEmpty() || !subscription.mayWork()) {
            return Worker.UNTIL_WOKEN;
        }
        long after = hungry.stream().mapToLong(Lane::fed).min().orElseThrow();
        EventPage page = subscription
                .seen()
                .page(() -> subscription
                        .storage()
                        .events()
                        .readAll(
                                subscription.definition().query(),
                                after,
                                subscription.options().page()));
        feed(hungry, page);
        subscription.read(page);
        boolean more = !page.end() || hungry.stream().anyMatch(lane -> lane.isHungry() && lane.fed() < page.through());
        return more ? Duration.ZERO : Worker.UNTIL_WOKEN;
    }

    private void feed(List<Lane> hungry, EventPage page) {
        Map<Integer, Lane> lanes =
                hungry.stream().collect(Collectors.toMap(lane -> lane.lease().partition(), Function.identity()));
        for (RecordedEvent event : page.events()) {
            Lane lane = lanes.get(partition(event));
            if (lane != null) {
                lane.offer(event);
            }
        }
        hungry.forEach(lane -> lane.fedThrough(page.through()));
    }

    private int partition(RecordedEvent event) {
        Partitioning partitioning = subscription.options().partitioning();
        return partitioning.partitions() == 1 ? 0 : partitioning.of(subscription.sequence(event));
    }

    @Override
    public void close() {
        worker.close();
    }
}
