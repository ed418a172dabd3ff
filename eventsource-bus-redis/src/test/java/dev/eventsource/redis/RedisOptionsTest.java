// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.eventsource.bus.BusProvider;
import java.time.Duration;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;

class RedisOptionsTest {

    private final RedisEventBus.Options options = RedisEventBus.Options.DEFAULT;

    @Test
    void what_makes_no_sense_is_refused_with_the_name_of_the_option() {
        assertThatThrownBy(() -> options.withLease(Duration.ofMillis(99))).hasMessageContaining("Options.lease");
        assertThatThrownBy(() -> options.withLease(Duration.ofHours(2))).hasMessageContaining("Options.lease");
        assertThatThrownBy(() -> options.withRetained(-1)).hasMessageContaining("Options.retained");
        assertThatThrownBy(() -> options.withLimit(0)).hasMessageContaining("Options.limit");
        assertThatThrownBy(() -> options.withReplicas(-1)).hasMessageContaining("Options.replicas");
        assertThatThrownBy(() -> options.withSsl(null)).hasMessageContaining("Options.ssl");
    }

    @Test
    void what_is_chosen_is_kept() {
        RedisEventBus.Options chosen = options.withLease(Duration.ofSeconds(1))
                .withRetained(2)
                .withLimit(3)
                .withReplicas(4)
                .withBus(options.bus().withPrefix("p"));
        assertThat(chosen)
                .isEqualTo(new RedisEventBus.Options(
                        options.bus().withPrefix("p"), Duration.ofSeconds(1), 2, 3, 4, options.ssl()));
    }

    @Test
    void it_is_found_by_url() {
        assertThat(ServiceLoader.load(BusProvider.class).stream()
                        .flatMap(provider -> provider.get().schemes().stream()))
                .contains("redis:", "rediss:");
    }
}
