// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.cli;

import dev.eventsource.bus.BusOptions;
import dev.eventsource.bus.EventBus;
import dev.eventsource.bus.EventBuses;
import dev.eventsource.bus.Group;
import dev.eventsource.bus.Message;
import dev.eventsource.event.ExpectedVersion;
import dev.eventsource.store.Storage;
import dev.eventsource.store.Storages;
import java.util.List;

/**
 * A member of a group that appends what it gets to a store of its own, until its input ends. An event that comes twice is
 * known by its id; one that came too early would not fit the version it expects.
 *
 * <p>Arguments: URL of the store, URL of the bus, prefix.
 */
final class LoanCopier {

    static final String TOPIC = "loans";
    static final String GROUP = "copy";

    private LoanCopier() {}

    public static void main(String[] arguments) throws Exception {
        BusOptions options = BusOptions.DEFAULT.withPrefix(arguments[2]);
        try (Storage storage = Storages.open(arguments[0]);
                EventBus bus = EventBuses.open(arguments[1], options)) {
            bus.subscribe(TOPIC, Group.named(GROUP), message -> copy(storage, message));
            System.out.println("ready");
            while (System.in.read() >= 0) {
                // Until the test has seen enough.
            }
        }
    }

    private static void copy(Storage storage, Message message) {
        storage.events()
                .append(message.stream(), ExpectedVersion.exactly(message.version() - 1), List.of(message.event()));
    }
}
