// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.handling;

import static dev.eventsource.handling.RetryPolicy.DEFAULT;
import static dev.eventsource.handling.RetryPolicy.NONE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.ConnectException;
import java.time.Duration;
import java.util.Random;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RetryPolicyTest {

    private static final RandomGenerator LEAST = () -> 0;
    private static final RandomGenerator MOST = () -> -1L;

    private final RandomGenerator random = new Random(42);

    @Test
    void delays_grow_by_the_factor_up_to_the_longest() {
        RetryPolicy policy = DEFAULT.withJitter(0).withMaxDelay(Duration.ofSeconds(1));

        assertThat(IntStream.rangeClosed(1, 6).mapToObj(attempt -> policy.delayAfter(attempt, random)))
                .containsExactly(
                        Duration.ofMillis(100),
                        Duration.ofMillis(200),
                        Duration.ofMillis(400),
                        Duration.ofMillis(800),
                        Duration.ofSeconds(1),
                        Duration.ofSeconds(1));
    }

    @ParameterizedTest
    @ValueSource(ints = {1_000, 10_000, Integer.MAX_VALUE})
    void delays_do_not_overflow(int attempt) {
        RetryPolicy longest = DEFAULT.withMaxDelay(Duration.ofDays(365)).withFactor(1000);

        assertThat(longest.withJitter(0).delayAfter(attempt, random)).isEqualTo(Duration.ofDays(365));
        assertThat(longest.delayAfter(attempt, random)).isBetween(Duration.ofDays(292), Duration.ofDays(365));
        assertThat(NONE.withMaxDelay(Duration.ofDays(1)).withFactor(2).delayAfter(attempt, random))
                .isZero();
    }

    @Test
    void jitter_takes_off_up_to_its_share_and_adds_nothing() {
        RetryPolicy policy = DEFAULT.withJitter(0.2);

        assertThat(policy.delayAfter(1, LEAST)).isEqualTo(Duration.ofMillis(100));
        assertThat(policy.delayAfter(1, MOST)).isBetween(Duration.ofMillis(80), Duration.ofNanos(80_000_001));
        assertThat(IntStream.range(0, 1000).mapToObj(i -> policy.delayAfter(9, random)))
                .allSatisfy(delay -> assertThat(delay).isBetween(Duration.ofMillis(20_480), Duration.ofMillis(25_600)))
                .doesNotHaveDuplicates();
    }

    @Test
    void all_of_a_delay_may_be_chance() {
        RetryPolicy policy = DEFAULT.withJitter(1);

        assertThat(policy.delayAfter(1, MOST)).isLessThan(Duration.ofNanos(2));
        assertThat(IntStream.range(0, 1000)
                        .mapToLong(i -> policy.delayAfter(1, random).toMillis())
                        .summaryStatistics()
                        .getAverage())
                .isBetween(45.0, 55.0);
    }

    @Test
    void the_defaults_are_as_the_documentation_says() {
        assertThat(DEFAULT)
                .isEqualTo(
                        new RetryPolicy(5, Duration.ofMillis(100), 2, Duration.ofSeconds(30), 0.2, Failures.DEFAULT));
        assertThat(NONE.maxAttempts()).isEqualTo(1);
        assertThat(NONE.delayAfter(1, random)).isZero();
    }

    @Test
    void copies_differ_in_one_thing() {
        Failures few = Failures.DEFAULT.notRetrying(IOException.class);
        RetryPolicy policy = DEFAULT.withMaxAttempts(3)
                .withMaxDelay(Duration.ofMinutes(5))
                .withFirstDelay(Duration.ofSeconds(1))
                .withFactor(1.5)
                .withJitter(0.5)
                .withFailures(few);

        assertThat(policy).isEqualTo(new RetryPolicy(3, Duration.ofSeconds(1), 1.5, Duration.ofMinutes(5), 0.5, few));
        assertThat(policy.retries(new IOException())).isFalse();
        assertThat(DEFAULT.retries(new IOException())).isTrue();
        assertThat(policy.isOutage(new ConnectException())).isTrue();
    }

    @Test
    void what_makes_no_sense_is_refused_with_a_sentence() {
        refused(() -> DEFAULT.withMaxAttempts(0), "The first attempt is one of maxAttempts: 1 is the least, not 0");
        refused(() -> DEFAULT.withFirstDelay(Duration.ofMillis(-1)), "firstDelay cannot be negative");
        refused(
                () -> DEFAULT.withFirstDelay(Duration.ofMinutes(1)),
                "maxDelay (PT30S) is shorter than firstDelay (PT1M)");
        refused(() -> DEFAULT.withMaxDelay(Duration.ofDays(366)), "maxDelay is at most 365 days");
        refused(() -> DEFAULT.withMaxDelay(Duration.ofSeconds(Long.MAX_VALUE)), "maxDelay is at most 365 days");
        for (double factor : new double[] {0.9, 1001, Double.NaN, Double.POSITIVE_INFINITY, -2}) {
            refused(() -> DEFAULT.withFactor(factor), "factor is 1 to 1000, not " + factor);
        }
        for (double jitter : new double[] {-0.1, 1.1, Double.NaN}) {
            refused(() -> DEFAULT.withJitter(jitter), "jitter is a share of the delay, 0 to 1, not " + jitter);
        }
        refused(() -> DEFAULT.delayAfter(0, random), "Attempts are counted from 1, this would be 0");
    }

    private static void refused(Supplier<?> policy, String reason) {
        assertThatThrownBy(policy::get)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(reason);
    }
}
