// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.eventsource.cli.ProjectionCommands;
import dev.eventsource.codec.EventCodec;
import dev.eventsource.codec.EventType;
import dev.eventsource.codec.EventTypes;
import dev.eventsource.handling.EventHandlers;
import dev.eventsource.inmemory.InMemoryStorage;
import dev.eventsource.json.JacksonEventCodec;
import dev.eventsource.projection.Projection;
import dev.eventsource.projection.ReadModel;
import dev.eventsource.store.Storage;
import dev.eventsource.subscription.Health;
import dev.eventsource.subscription.Running;
import dev.eventsource.subscription.Subscription;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** The code of docs/how-to/subscriptions.md. */
class SubscriptionsTest {

    @EventType("LoanApproved")
    record Approved(String by) {}

    private static final EventCodec CODEC = new JacksonEventCodec(EventTypes.of(Approved.class));
    private static final ReadModel OUTCOMES = ReadModel.named("outcomes");

    private final Storage storage = new InMemoryStorage();
    private final EventHandlers handlers =
            EventHandlers.builder(CODEC).on(Approved.class, approved -> {}).build();

    /** An application. */
    private static final class Shop {
        static Projection projection(ReadModel model) {
            return Projection.of(
                    model,
                    EventHandlers.builder(CODEC)
                            .on(Approved.class, approved -> {})
                            .build());
        }
    }

    @Test
    void it_runs_and_is_well() {
        // DOC run begin
        Running running = Running.on(storage).closeOnShutdown(Duration.ofSeconds(20));
        running.start(Subscription.exactlyOnce("outcomes", handlers));
        // DOC run end
        // DOC health begin
        Health health = running.health(); // for an endpoint: never throws
        health.status(); // UP, DEGRADED, DOWN
        health.reasons(); // [outcomes@1 has 2 open dead letters, the oldest for 3 h]
        // DOC health end
        assertThat(health.status()).isNotEqualTo(Health.Status.DOWN);
        running.close();
    }

    @Test
    void an_application_has_commands_for_its_projections() {
        String[] args = {"--help"};
        // DOC commands begin
        int code = new ProjectionCommands(storage)
                .with(OUTCOMES, Shop::projection) // a Projection for any version of the read model
                .run(args);
        // DOC commands end
        assertThat(code).isZero();
    }

    @Test
    void the_page_shows_this_code() throws Exception {
        Page.howTo("subscriptions.md").hasTheCodeOf("SubscriptionsTest.java");
    }
}
