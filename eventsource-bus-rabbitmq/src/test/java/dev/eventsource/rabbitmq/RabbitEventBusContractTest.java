package dev.eventsource.rabbitmq;

class RabbitEventBusContractTest extends RabbitBusContract {
    RabbitEventBusContractTest() {
        super(ExchangeType.TOPIC);
    }
}
