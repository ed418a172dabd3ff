// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.rabbitmq;

import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(PublishingAtLeast.class)
class RabbitFanoutExchangeContractTest extends RabbitBusContract {
    RabbitFanoutExchangeContractTest() {
        super(ExchangeType.FANOUT);
    }
}
