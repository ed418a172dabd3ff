// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.cli;

import dev.eventsource.bus.EventBus;
import java.util.function.Function;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Which topic of which bus, and what is done with it. */
@SuppressWarnings("NullAway.Init")
final class BusTopic {

    @Mixin
    private BusOption bus;

    @Option(
            names = "--topic",
            paramLabel = "T",
            defaultValue = "events",
            description = "The topic (default: ${DEFAULT-VALUE}).")
    private String topic;

    String name() {
        return topic;
    }

    EventBus open() {
        return bus.open();
    }

    /** What the bus refuses for what was asked is wrong usage. */
    <R> R on(Function<EventBus, R> work) {
        try (EventBus opened = bus.open()) {
            return work.apply(opened);
        } catch (IllegalArgumentException | IllegalStateException e) {
            throw bus.usage(String.valueOf(e.getMessage()));
        }
    }
}
