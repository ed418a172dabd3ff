// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.cli;

import dev.eventsource.bus.EventBus;
import dev.eventsource.cli.console.Failure;
import dev.eventsource.cli.console.Table;
import dev.eventsource.outbox.EventRelay;
import dev.eventsource.store.Storage;
import dev.eventsource.subscription.RunState;
import dev.eventsource.subscription.Running;
import dev.eventsource.subscription.RunningSubscription;
import dev.eventsource.subscription.Subscription;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** {@code eventsource relay}: publishes the log on a bus. */
@SuppressWarnings("NullAway.Init")
@Command(
        name = "relay",
        mixinStandardHelpOptions = true,
        description = "Publish what is appended to a store on a bus, until interrupted.",
        footer = {
            "",
            "It is a subscription: where it has come to is kept in the store, several processes share its partitions, and "
                    + "an outage of the bus is waited out. After a crash some events are published again, with the same ids."
        })
final class RelayCommand implements Callable<Integer> {

    private static final Duration LOOK = Duration.ofMillis(500);

    @ParentCommand
    private EventSourceCommand parent;

    @Mixin
    private StoreOption store;

    @Mixin
    private BusTopic topic;

    @Mixin
    private Filter filter;

    @Option(
            names = "--name",
            paramLabel = "NAME",
            description = "Of the subscription; another name publishes everything again (default: relay-TOPIC).")
    private @Nullable String name;

    @Option(
            names = "--partitions",
            paramLabel = "N",
            defaultValue = "1",
            description =
                    "How many parts publish side by side; fixed when the name is new (default: ${DEFAULT-VALUE}).")
    private int partitions;

    @Option(names = "--once", description = "End when everything that is there now is published.")
    private boolean once;

    @Override
    public Integer call() throws InterruptedException {
        Semaphore sleeping = new Semaphore(0);
        try (EndOfFollowing end = EndOfFollowing.onSignal(sleeping);
                Storage storage = store.openExisting();
                EventBus bus = topic.open();
                Running running = Running.on(storage)) {
            long head = storage.events().head();
            RunningSubscription relay = running.start(subscription(bus));
            parent.console().note("Relaying to " + topic.name() + "; Ctrl-C ends it.");
            while (!end.hasCome() && !(once && relay.position() >= head)) {
                sleeping.tryAcquire(LOOK.toMillis(), TimeUnit.MILLISECONDS);
                checkRunning(relay);
            }
            parent.console()
                    .note("Relayed " + Table.count(relay.handled(), "event") + ", up to position " + relay.position()
                            + ".");
        }
        return 0;
    }

    private Subscription subscription(EventBus bus) {
        String called = name == null ? "relay-" + topic.name() : name;
        try {
            return EventRelay.to(bus, topic.name(), called, filter.query()).partitions(partitions);
        } catch (IllegalArgumentException e) {
            throw new Failure(String.valueOf(e.getMessage()));
        }
    }

    private static void checkRunning(RunningSubscription relay) {
        relay.reason().ifPresent(reason -> {
            if (relay.state() == RunState.FAILED) {
                throw new Failure(reason);
            }
        });
    }
}
