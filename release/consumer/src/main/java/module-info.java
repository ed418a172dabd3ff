/** Sees that every jar has a name as a module, and that no package is in two of them. Open, because events are read by reflection. */
open module consumer {
    requires dev.eventsource.core;
    requires dev.eventsource.inmemory;
    requires dev.eventsource.jdbc;
    requires dev.eventsource.kafka;
    requires dev.eventsource.otel;
    requires dev.eventsource.postgres;
    requires dev.eventsource.rabbitmq;
    requires dev.eventsource.redis;
    requires dev.eventsource.sqlite;
    requires dev.eventsource.testing;
}
