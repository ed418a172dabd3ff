// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.examples.bank;

import dev.eventsource.codec.EventCodec;
import dev.eventsource.codec.EventType;
import dev.eventsource.codec.EventTypes;
import dev.eventsource.json.JacksonEventCodec;

sealed interface AccountEvent {

    EventCodec CODEC = new JacksonEventCodec(EventTypes.of(AccountEvent.class));

    @EventType("AccountOpened")
    record Opened(String owner) implements AccountEvent {}

    @EventType("MoneyReceived")
    record Received(long cents, String reference) implements AccountEvent {}

    @EventType("MoneySent")
    record Sent(long cents, String reference) implements AccountEvent {}
}
