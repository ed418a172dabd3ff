// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.cli;

import dev.eventsource.bus.BusException;
import dev.eventsource.bus.EventBus;
import dev.eventsource.cli.console.LineOutput;
import dev.eventsource.cli.console.Table;
import dev.eventsource.event.EventSourceException;
import dev.eventsource.store.Storage;
import dev.eventsource.subscription.Health;
import dev.eventsource.subscription.Health.Component;
import dev.eventsource.subscription.SubscriptionHealth;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** {@code eventsource health}: is everything as it should be? */
@SuppressWarnings("NullAway.Init")
@Command(
        name = "health",
        mixinStandardHelpOptions = true,
        description = "Say whether the store answers and its subscriptions are well: up, degraded or down, and why.",
        footer = {
            "",
            "With --bus the bus is asked as well. Exit code 0 if it is up or degraded, 1 if it is down. Degraded: paused, open dead letters, too far behind, or "
                    + "partitions that no process works on. Down: the store does not answer, or a log was rewound. It "
                    + "is judged by what is stored; whether a subscription has stopped, only its process knows: ask that "
                    + "for Running.health()."
        })
final class HealthCommand implements Callable<Integer> {

    @ParentCommand
    private EventSourceCommand parent;

    @Spec
    private CommandSpec spec;

    @Mixin
    private StoreOption store;

    @Mixin
    private TenantOption tenant;

    @Mixin
    private BusOption bus;

    @Option(
            names = "--max-lag",
            paramLabel = "DURATION",
            defaultValue = "PT5M",
            converter = MaxLag.class,
            description = "How old the oldest event not handled may be, like PT30S, PT5M or PT2H "
                    + "(default: ${DEFAULT-VALUE}).")
    private Duration maxLag;

    @Option(names = "--json", description = "Print the result as a JSON object.")
    private boolean json;

    @Override
    public Integer call() {
        if (maxLag.isNegative()) {
            throw new ParameterException(spec.commandLine(), "--max-lag is zero or more, not " + maxLag);
        }
        Health health = look();
        try (LineOutput out = new LineOutput(parent.console().out())) {
            if (json) {
                out.line(HealthJson.of(health));
            } else {
                print(health, out);
            }
        }
        return health.status() == Health.Status.DOWN ? 1 : 0;
    }

    private Health look() {
        try (Storage storage = store.openExisting()) {
            Health health = Health.of(tenant.of(storage), maxLag);
            return bus.isNamed() ? health.and("bus", troubleOfBus()) : health;
        } catch (EventSourceException e) {
            parent.console()
                    .note("eventsource: " + String.valueOf(e.getMessage()).replaceAll("\\s*\\R\\s*", " "));
            return Health.unreachable(e);
        }
    }

    private Optional<String> troubleOfBus() {
        try (EventBus opened = bus.open()) {
            return opened.trouble();
        } catch (BusException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }

    private static void print(Health health, LineOutput out) {
        out.line(health.status().name().toLowerCase(Locale.ROOT));
        health.reasons().forEach(reason -> out.line("  " + reason));
        for (Component component : health.components()) {
            if (component.status() == Health.Status.UP) {
                out.line("  " + component.name() + " " + component.message());
            }
        }
        if (health.subscriptions().isEmpty()) {
            return;
        }
        out.line("");
        Table table = new Table("SUBSCRIPTION", "STATUS", "POSITION", "LAG", "AGE", "DEAD LETTERS", "OWNED");
        for (SubscriptionHealth one : health.subscriptions()) {
            one.stored()
                    .ifPresent(stored -> table.row(
                            one.id(),
                            one.status().name().toLowerCase(Locale.ROOT),
                            stored.position(),
                            stored.lag().events(),
                            stored.lag().events() == 0 ? "-" : stored.lag().ageInWords(),
                            stored.deadLetters(),
                            stored.owners().size() + " of " + stored.partitions()));
        }
        table.to(out);
    }

    /** Reads a duration. */
    static final class MaxLag implements ITypeConverter<Duration> {

        @Override
        public Duration convert(String text) {
            try {
                return Duration.parse(text);
            } catch (DateTimeParseException e) {
                throw new TypeConversionException("a duration is like PT30S, PT5M or PT2H, not '" + text + "'");
            }
        }
    }
}
