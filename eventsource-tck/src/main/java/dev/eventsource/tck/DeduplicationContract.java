// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Which events a consumer has handled. */
abstract class DeduplicationContract extends SubscriptionSuite {

    private static final UUID EVENT = new UUID(173688, 1);
    private static final UUID OTHER_EVENT = new UUID(173688, 2);

    DeduplicationContract(Backend contract) {
        super(contract);
    }

    @Test
    void an_event_is_new_to_a_consumer_once() {
        assertThat(deduplication.remember("outcomes", EVENT)).isTrue();
        assertThat(deduplication.remember("outcomes", EVENT)).isFalse();
        assertThat(deduplication.remember("outcomes", OTHER_EVENT)).isTrue();
        assertThat(deduplication.remember("letters", EVENT)).isTrue();
        assertThat(deduplication.remember("letters", EVENT)).isFalse();
    }

    @Test
    void what_was_rolled_back_is_new_again() {
        assertThatThrownBy(() -> storage.atomically(inside -> {
                    assertThat(inside.deduplication().remember("outcomes", EVENT))
                            .isTrue();
                    assertThat(inside.deduplication().remember("outcomes", EVENT))
                            .isFalse();
                    throw new IOException("roll back");
                }))
                .isInstanceOf(IOException.class);

        assertThat(deduplication.remember("outcomes", EVENT)).isTrue();
    }

    @Test
    void it_is_remembered_together_with_what_the_handler_did() {
        for (int i = 0; i < 2; i++) {
            storage.atomically(inside -> inside.deduplication().remember("outcomes", EVENT)
                    ? Folder.of(inside).put("1", "{}")
                    : 0);
        }

        assertThat(storage.documents().get(Folder.LOANS, "1").orElseThrow().version())
                .isEqualTo(1);
    }

    @Test
    void a_consumer_can_be_forgotten() {
        deduplication.remember("outcomes", EVENT);
        deduplication.remember("outcomes", OTHER_EVENT);
        deduplication.remember("letters", EVENT);

        assertThat(deduplication.forget("outcomes")).isEqualTo(2);
        assertThat(deduplication.forget("outcomes")).isZero();

        assertThat(deduplication.remember("outcomes", EVENT)).isTrue();
        assertThat(deduplication.remember("letters", EVENT)).isFalse();
    }

    @Test
    void what_is_old_is_purged() {
        deduplication.remember("outcomes", EVENT);
        deduplication.remember("letters", EVENT);

        assertThat(deduplication.purge(Instant.now().minus(Duration.ofDays(1)))).isZero();
        assertThat(deduplication.purge(Instant.MIN)).isZero();
        assertThat(deduplication.remember("outcomes", EVENT)).isFalse();

        assertThat(deduplication.purge(Instant.MAX)).isEqualTo(2);
        assertThat(deduplication.remember("outcomes", EVENT)).isTrue();
    }

    @Test
    void names_of_consumers_are_distinct_whatever_they_are() {
        for (String consumer : HostileTexts.UP_TO_200) {
            assertThat(deduplication.remember(consumer, EVENT)).isTrue();
        }
        for (String consumer : HostileTexts.UP_TO_200) {
            assertThat(deduplication.remember(consumer, EVENT)).isFalse();
            assertThat(deduplication.forget(consumer)).isEqualTo(1);
        }
        HostileTexts.refused().forEach(consumer -> refused(() -> deduplication.remember(consumer, EVENT)));
        HostileTexts.refused().forEach(consumer -> refused(() -> deduplication.forget(consumer)));
        refused(() -> deduplication.remember("", EVENT));
        refused(() -> deduplication.remember("x".repeat(201), EVENT));
    }
}
