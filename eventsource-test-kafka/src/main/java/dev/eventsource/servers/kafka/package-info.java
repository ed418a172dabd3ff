/** What runs in the JVM of a Kafka broker. */
@NullMarked
package dev.eventsource.servers.kafka;

import org.jspecify.annotations.NullMarked;
