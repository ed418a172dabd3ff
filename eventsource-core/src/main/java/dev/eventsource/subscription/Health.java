// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.subscription;

import dev.eventsource.store.OperationStore.Count;
import dev.eventsource.store.Storage;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * How a storage, its subscriptions and its operations are doing: for an endpoint, or for a person. Asking never throws; it takes as long
 * as the storage takes to answer or to give up.
 *
 * @param components what is needed, the storage first
 * @param subscriptions by name and version
 * @param operations those in which something is still to be done, by channel and state
 */
public record Health(List<Component> components, List<SubscriptionHealth> subscriptions, List<Count> operations) {

    /** How old the lag of a subscription may be unless somebody says otherwise. */
    public static final Duration LAG_LIMIT = Duration.ofMinutes(5);

    public Health {
        components = List.copyOf(components);
        subscriptions = List.copyOf(subscriptions);
        operations = List.copyOf(operations);
    }

    /** Without operations. */
    public Health(List<Component> components, List<SubscriptionHealth> subscriptions) {
        this(components, subscriptions, List.of());
    }

    /** By what is stored of all subscriptions. What processes are doing, only they know: see {@link Running#health()}. */
    public static Health of(Storage storage) {
        return of(storage, LAG_LIMIT);
    }

    /**
     * The same with a limit of your own.
     *
     * @param lagLimit how old the lag of a subscription may be
     */
    public static Health of(Storage storage, Duration lagLimit) {
        return new Checkup(storage, lagLimit, Clock.systemUTC()).ofAll();
    }

    /** Of a storage that could not even be opened. The message of the failure stays out of it: it may name secrets. */
    public static Health unreachable(Throwable failure) {
        return new Health(List.of(Checkup.unreachable(failure)), List.of());
    }

    /**
     * The same with something else that is needed, like {@code health.and("bus", bus.trouble())}.
     *
     * @param trouble why it does not work, without secrets; empty if it does
     */
    public Health and(String name, Optional<String> trouble) {
        List<Component> more = new ArrayList<>(components);
        more.add(new Component(name, trouble.isPresent() ? Status.DOWN : Status.UP, trouble.orElse("answers")));
        return new Health(more, subscriptions, operations);
    }

    /** The worst of all. */
    public Status status() {
        return Stream.concat(
                        components.stream().map(Component::status),
                        subscriptions.stream().map(SubscriptionHealth::status))
                .max(Comparator.naturalOrder())
                .orElse(Status.UP);
    }

    /** Why it is not {@link Status#UP}, in sentences; empty if it is. */
    public List<String> reasons() {
        List<String> reasons = new ArrayList<>();
        for (Component component : components) {
            if (component.status() != Status.UP) {
                reasons.add(component.name() + " " + component.message());
            }
        }
        for (SubscriptionHealth subscription : subscriptions) {
            subscription.reasons().forEach(reason -> reasons.add(subscription.id() + " " + reason));
        }
        return reasons;
    }

    /** From good to bad. */
    public enum Status {
        /** All is as it should be. */
        UP,
        /** It works, but somebody should look at it. */
        DEGRADED,
        /** Something does not work. */
        DOWN
    }

    /**
     * Something that is needed.
     *
     * @param name like {@code storage}
     * @param message what is to be said about it, without secrets
     */
    public record Component(String name, Status status, String message) {}
}
