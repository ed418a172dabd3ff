// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.eventsource.bus.BusException;
import dev.eventsource.bus.BusOptions;
import dev.eventsource.bus.EventBus;
import dev.eventsource.bus.Message;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** Whatever the network and the broker do, nothing is lost and each key keeps its order. */
abstract class BusNetworkContract extends BusSuite {

    private final Received received = new Received();
    private final Received reporting = new Received();

    BusNetworkContract(EventBusContract contract) {
        super(contract);
    }

    @Test
    void nothing_is_lost_when_connections_are_cut() throws Exception {
        assumeTrue(contract.features().remote(), "it has no network");
        disturb(6, () -> {
            contract.cut();
            return true;
        });
    }

    @Test
    void nothing_is_lost_when_the_broker_is_killed_and_comes_back() throws Exception {
        assumeTrue(contract.features().remote(), "it has no broker");
        assumeTrue(contract.hasBrokerOfItsOwn(), "its broker belongs to others as well");
        disturb(1, () -> {
            contract.restartBroker();
            return true;
        });
    }

    @Test
    void a_bus_without_a_network_cannot_be_cut() {
        assumeTrue(!contract.features().remote(), "it has a network, which is tested");
        assertThat(contract.hasBrokerOfItsOwn()).isFalse();
    }

    /** Publishes batch after batch, again what is not confirmed, while this happens some times. */
    private void disturb(int times, Callable<Boolean> disturbance) throws Exception {
        // What is being handled when its member is cut off counts as tried, and may be the same message each time.
        BusOptions persistent = options.withRetry(options.retry().withMaxAttempts(20));
        EventBus publisher = bus(persistent);
        bus(persistent).subscribe(TOPIC, group("billing"), received);
        bus(persistent).subscribe(TOPIC, group("billing"), received);
        bus(persistent).subscribe(TOPIC, group("reporting"), reporting);
        publisher.publish(TOPIC, List.of(event("first", 1)));
        eventually(() -> received.size() == 1 && reporting.size() == 1);
        List<Message> published = new ArrayList<>();
        published.add(received.all().get(0));
        AtomicBoolean enough = new AtomicBoolean();
        List<Throwable> wrong = new ArrayList<>();
        Thread publishing = new Thread(() -> {
            for (int from = 0; from < 20_000 && (!enough.get() || from < 1_000); from += 50) {
                List<Message> batch = events(from, from + 50, 20);
                published.addAll(batch);
                publishUntilConfirmed(publisher, batch, wrong);
            }
        });
        publishing.start();

        for (int i = 1; i <= times; i++) {
            int wanted = i * 100;
            eventually(() -> received.size() >= wanted);
            disturbance.call();
        }
        enough.set(true);
        publishing.join(contract.patience().multipliedBy(2).toMillis());

        assertThat(publishing.isAlive()).as("it still publishes").isFalse();
        assertThat(wrong).isEmpty();
        eventually(() -> received.hasAll(published) && reporting.hasAll(published));
        received.checkComplete(published);
        reporting.checkComplete(published);
        assertThat(publisher.deadLetters(TOPIC, "billing").list(10)).isEmpty();
    }

    private void publishUntilConfirmed(EventBus publisher, List<Message> batch, List<Throwable> wrong) {
        long end = System.nanoTime() + contract.patience().toNanos();
        while (System.nanoTime() < end) {
            try {
                publisher.publish(TOPIC, batch);
                return;
            } catch (BusException e) {
                // what is not confirmed is published again, and all of it may be
            }
        }
        wrong.add(new AssertionError("not confirmed in time"));
    }
}
