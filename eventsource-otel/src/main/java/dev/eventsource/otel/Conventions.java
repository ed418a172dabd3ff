// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.otel;

import io.opentelemetry.api.common.AttributeKey;
import java.util.List;

/**
 * What attributes are called. All names are here, so that one place changes when the conventions do; the page
 * {@code docs/reference/telemetry.md} explains them.
 */
final class Conventions {

    /** The name of the instrumentation: the library that is seen. */
    static final String SCOPE = "dev.eventsource";

    /** Stable, of all conventions: the class of the exception. */
    static final AttributeKey<String> ERROR_TYPE = AttributeKey.stringKey("error.type");

    // of the conventions for databases, stable
    static final AttributeKey<String> DB_SYSTEM = AttributeKey.stringKey("db.system.name");
    static final AttributeKey<String> DB_OPERATION = AttributeKey.stringKey("db.operation.name");

    // the same, in development
    static final AttributeKey<String> POOL = AttributeKey.stringKey("db.client.connection.pool.name");
    static final AttributeKey<String> POOL_STATE = AttributeKey.stringKey("db.client.connection.state");

    // of the conventions for messaging, in development
    static final AttributeKey<String> MESSAGING_SYSTEM = AttributeKey.stringKey("messaging.system");
    static final AttributeKey<String> MESSAGING_OPERATION = AttributeKey.stringKey("messaging.operation.name");
    static final AttributeKey<String> MESSAGING_OPERATION_TYPE = AttributeKey.stringKey("messaging.operation.type");
    static final AttributeKey<String> MESSAGING_DESTINATION = AttributeKey.stringKey("messaging.destination.name");
    static final AttributeKey<String> MESSAGING_GROUP = AttributeKey.stringKey("messaging.consumer.group.name");
    static final AttributeKey<String> MESSAGING_ID = AttributeKey.stringKey("messaging.message.id");
    static final AttributeKey<Long> MESSAGING_COUNT = AttributeKey.longKey("messaging.batch.message_count");

    // our own
    static final AttributeKey<String> TENANT = AttributeKey.stringKey("eventsource.tenant");
    static final AttributeKey<String> CATEGORY = AttributeKey.stringKey("eventsource.category");
    static final AttributeKey<Long> EVENTS = AttributeKey.longKey("eventsource.events");
    static final AttributeKey<List<String>> EVENT_TYPES = AttributeKey.stringArrayKey("eventsource.event.types");
    static final AttributeKey<Long> FIRST_POSITION = AttributeKey.longKey("eventsource.position.first");
    static final AttributeKey<Long> LAST_POSITION = AttributeKey.longKey("eventsource.position.last");
    static final AttributeKey<Long> AFTER_POSITION = AttributeKey.longKey("eventsource.position.after");
    static final AttributeKey<String> CONFLICT = AttributeKey.stringKey("eventsource.conflict");
    static final AttributeKey<String> HANDLER = AttributeKey.stringKey("eventsource.handler");
    static final AttributeKey<String> OUTCOME = AttributeKey.stringKey("eventsource.outcome");
    static final AttributeKey<String> OPERATION_TYPE = AttributeKey.stringKey("eventsource.operation.type");
    static final AttributeKey<Long> OPERATION_ID = AttributeKey.longKey("eventsource.operation.id");
    static final AttributeKey<Long> OPERATION_ATTEMPT = AttributeKey.longKey("eventsource.operation.attempt");
    static final AttributeKey<String> OPERATION_CHANNEL = AttributeKey.stringKey("eventsource.operation.channel");

    static final AttributeKey<String> OPERATION_STATE = AttributeKey.stringKey("eventsource.operation.state");
    static final AttributeKey<String> ACTIVITY = AttributeKey.stringKey("eventsource.activity");
    static final AttributeKey<Long> BEHIND = AttributeKey.longKey("eventsource.behind");
    static final AttributeKey<String> CONNECTION = AttributeKey.stringKey("eventsource.connection");
    static final AttributeKey<String> HANDOVER = AttributeKey.stringKey("eventsource.handover");
    static final AttributeKey<String> SNAPSHOT_USE = AttributeKey.stringKey("eventsource.snapshot.use");
    static final AttributeKey<String> STATE = AttributeKey.stringKey("eventsource.state");
    static final AttributeKey<String> SUBSCRIPTION = AttributeKey.stringKey("eventsource.subscription");

    private Conventions() {}
}
