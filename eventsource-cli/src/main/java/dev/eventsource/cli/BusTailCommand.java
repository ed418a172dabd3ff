// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.cli;

import dev.eventsource.bus.EventBus;
import dev.eventsource.bus.Group;
import dev.eventsource.bus.Message;
import dev.eventsource.cli.console.LineOutput;
import dev.eventsource.event.Registration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** {@code eventsource bus tail}: what is published, as it comes, in a group of its own that ends with the command. */
@SuppressWarnings("NullAway.Init")
@Command(
        name = "tail",
        mixinStandardHelpOptions = true,
        description = "Show what is published on a topic, until interrupted.",
        footer = {"", "It takes nothing from anybody: it is a group of its own, which is deleted at the end."})
final class BusTailCommand implements Callable<Integer> {

    private static final int HELD = 1_000;
    private static final long LOOK_MILLIS = 200;

    @ParentCommand
    private BusCommand parent;

    @Mixin
    private BusTopic topic;

    @Mixin
    private Filter filter;

    @Option(names = "--from-beginning", description = "Begin with the oldest message that the bus still has.")
    private boolean fromBeginning;

    @Option(
            names = {"-n", "--limit"},
            paramLabel = "N",
            description = "End after so many.")
    private @Nullable Integer limit;

    @Option(names = "--json", description = "Print a JSON object a line.")
    private boolean json;

    @Override
    public Integer call() throws InterruptedException {
        BlockingQueue<Message> arrived = new LinkedBlockingQueue<>(HELD);
        String name = "tail-" + Integer.toString(ThreadLocalRandom.current().nextInt(0x100000, 0x1000000), 16);
        Group group = fromBeginning ? Group.named(name).fromBeginning() : Group.named(name);
        try (EndOfFollowing end = EndOfFollowing.onSignal(new Semaphore(0));
                LineOutput out = new LineOutput(parent.console().out())) {
            return topic.on(bus -> {
                follow(bus, group.only(filter.query()), arrived, out, end);
                return 0;
            });
        }
    }

    private void follow(EventBus bus, Group group, BlockingQueue<Message> arrived, LineOutput out, EndOfFollowing end) {
        Registration registration = bus.subscribe(topic.name(), group, arrived::put);
        try {
            if (!json) {
                out.line(EventLine.header());
                out.flush();
            }
            long left = limit == null ? Long.MAX_VALUE : limit;
            while (left > 0 && !end.hasCome()) {
                Message message = arrived.poll(LOOK_MILLIS, TimeUnit.MILLISECONDS);
                if (message != null) {
                    out.line(json ? EventLine.json(message.recorded()) : EventLine.text(message.recorded()));
                    out.flush();
                    left--;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            arrived.clear();
            registration.close();
            bus.delete(topic.name(), group.name());
        }
    }
}
