// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.cli;

import dev.eventsource.cli.console.JsonObject;
import dev.eventsource.subscription.Health;
import dev.eventsource.subscription.SubscriptionHealth;
import dev.eventsource.subscription.SubscriptionHealth.Stored;
import java.time.Duration;
import java.util.Collection;
import java.util.Locale;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Health as JSON; ages are in seconds. */
final class HealthJson {

    private HealthJson() {}

    static String of(Health health) {
        return new JsonObject()
                .put("status", word(health.status()))
                .putJson("reasons", texts(health.reasons()))
                .putJson(
                        "components",
                        array(health.components().stream()
                                .map(component -> new JsonObject()
                                        .put("name", component.name())
                                        .put("status", word(component.status()))
                                        .put("message", component.message()))))
                .putJson("subscriptions", array(health.subscriptions().stream().map(HealthJson::of)))
                .putJson("operations", array(health.operations().stream().map(OperationsCountCommand::json)))
                .toString();
    }

    private static JsonObject of(SubscriptionHealth one) {
        JsonObject object = new JsonObject()
                .put("name", one.id().name())
                .put("version", one.id().version())
                .put("status", word(one.status()))
                .putJson("reasons", texts(one.reasons()));
        one.stored().ifPresent(stored -> add(stored, object));
        return object;
    }

    private static void add(Stored stored, JsonObject object) {
        object.put("active", stored.active())
                .put("paused", stored.paused())
                .put("partitions", stored.partitions())
                .putJson("owners", texts(new TreeSet<>(stored.owners().values())))
                .putJson("partitionsWithoutOwner", stored.withoutOwner().toString())
                .put("position", stored.position())
                .put("lag", stored.lag().events())
                .put("lagSeconds", seconds(stored.lag().age()))
                .put("deadLetters", stored.deadLetters());
        stored.oldestDeadLetter().ifPresent(age -> object.put("oldestDeadLetterSeconds", seconds(age)));
    }

    private static Double seconds(Duration duration) {
        return duration.toMillis() / 1000.0;
    }

    private static String word(Health.Status status) {
        return status.name().toLowerCase(Locale.ROOT);
    }

    private static String texts(Collection<String> texts) {
        return texts.stream().map(JsonObject::quote).collect(Collectors.joining(",", "[", "]"));
    }

    private static String array(Stream<JsonObject> objects) {
        return objects.map(JsonObject::toString).collect(Collectors.joining(",", "[", "]"));
    }
}
