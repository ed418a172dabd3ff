// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.workflow;

import dev.eventsource.handling.Handler;
import dev.eventsource.store.OperationArguments;
import java.util.Collections;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/**
 * Which handler does operations of which type: {@code new OperationRouter().on("card.charge", gateway::charge)}.
 * Immutable; a type that is named twice, or wrongly, is refused ({@link IllegalArgumentException}) when it is named.
 */
public final class OperationRouter {

    private final SortedMap<String, Route> routes;

    /** To no handler. */
    public OperationRouter() {
        this(Collections.emptySortedMap());
    }

    private OperationRouter(SortedMap<String, Route> routes) {
        this.routes = routes;
    }

    /** This, and operations of that type, by the default policy. */
    public OperationRouter on(String type, Handler<? super OperationContext> handler) {
        return on(type, OperationPolicy.DEFAULT, handler);
    }

    /** This, and operations of that type. The handler runs outside of transactions. */
    public OperationRouter on(String type, OperationPolicy policy, Handler<? super OperationContext> handler) {
        return with(type, new Route(handler, policy, false, attempt -> attempt));
    }

    /** This, and operations of that type in a transaction, by the default policy. */
    public OperationRouter transactional(String type, Handler<? super OperationContext> handler) {
        return transactional(type, OperationPolicy.DEFAULT, handler);
    }

    /**
     * This, and operations of that type. The handler runs in a transaction, in which {@link OperationContext#storage} and
     * {@link OperationContext#connection} write; that the operation is done is part of it. Such a handler is one step, and
     * should be brief.
     */
    public OperationRouter transactional(
            String type, OperationPolicy policy, Handler<? super OperationContext> handler) {
        return with(type, new Route(handler, policy, true, attempt -> attempt));
    }

    /** The same routes, each type with this and a dot in front. */
    public OperationRouter prefix(String prefix) {
        OperationRouter prefixed = new OperationRouter();
        for (var route : routes.entrySet()) {
            prefixed = prefixed.with(OperationArguments.type(prefix) + "." + route.getKey(), route.getValue());
        }
        return prefixed;
    }

    /** This, and all that the other one routes. */
    public OperationRouter include(OperationRouter other) {
        OperationRouter both = this;
        for (var route : other.routes.entrySet()) {
            both = both.with(route.getKey(), route.getValue());
        }
        return both;
    }

    /**
     * The same routes, to what this makes of each handler: so that something is done around all attempts, and around what
     * {@link OperationContext#append} and {@link OperationContext#submit} lead to in the end. It is asked for each attempt.
     * What it makes must call what it gets once, and let pass what that throws.
     */
    public OperationRouter wrapping(UnaryOperator<Handler<OperationContext>> wrapper) {
        OperationRouter wrapped = new OperationRouter();
        for (var entry : routes.entrySet()) {
            Route route = entry.getValue();
            wrapped = wrapped.with(entry.getKey(), route.around(wrapper));
        }
        return wrapped;
    }

    /** The types that it routes. */
    public Set<String> types() {
        return Collections.unmodifiableSet(routes.keySet());
    }

    Optional<Route> route(String type) {
        return Optional.ofNullable(routes.get(type));
    }

    private OperationRouter with(String type, Route route) {
        SortedMap<String, Route> more = new TreeMap<>(routes);
        if (more.put(OperationArguments.type(type), route) != null) {
            throw new IllegalArgumentException("Operations of type " + type + " have a handler already");
        }
        return new OperationRouter(more);
    }

    /**
     * How operations of a type are done.
     *
     * @param wrapper what is done around an attempt
     */
    record Route(
            Handler<? super OperationContext> handler,
            OperationPolicy policy,
            boolean transactional,
            UnaryOperator<Handler<OperationContext>> wrapper) {

        Route around(UnaryOperator<Handler<OperationContext>> outer) {
            return new Route(handler, policy, transactional, attempt -> outer.apply(wrapper.apply(attempt)));
        }
    }
}
