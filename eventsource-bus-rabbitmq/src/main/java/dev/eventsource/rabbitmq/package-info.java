/** The bus on RabbitMQ. */
@NullMarked
package dev.eventsource.rabbitmq;

import org.jspecify.annotations.NullMarked;
