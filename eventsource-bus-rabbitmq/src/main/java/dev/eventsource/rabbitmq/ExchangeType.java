// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.rabbitmq;

import com.rabbitmq.client.BuiltinExchangeType;

/** How those who bind queues of their own to a topic choose what they get. For groups all are alike. */
public enum ExchangeType {
    /** By patterns of {@link RoutingKey}: {@code acme.loan.*}, {@code #}. */
    TOPIC(BuiltinExchangeType.TOPIC),
    /** By the very {@link RoutingKey}. */
    DIRECT(BuiltinExchangeType.DIRECT),
    /** They get everything. */
    FANOUT(BuiltinExchangeType.FANOUT),
    /** By attributes: {@code cloudEvents_type}, {@code cloudEvents_tenant} and so on. */
    HEADERS(BuiltinExchangeType.HEADERS);

    private final BuiltinExchangeType builtin;

    ExchangeType(BuiltinExchangeType builtin) {
        this.builtin = builtin;
    }

    BuiltinExchangeType builtin() {
        return builtin;
    }
}
