// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.rabbitmq;

class RabbitEventBusContractTest extends RabbitBusContract {
    RabbitEventBusContractTest() {
        super(ExchangeType.TOPIC);
    }
}
