// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.eventsource.bus.BusException;
import dev.eventsource.bus.Group;
import dev.eventsource.bus.GroupState;
import dev.eventsource.bus.Message;
import dev.eventsource.bus.PublishException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** Redis does not fill up for ever, and nothing is dropped that a group has not had. */
class RedisStorageLimitTest extends BusCase {

    private final List<Message> received = new CopyOnWriteArrayList<>();

    @Test
    void what_every_group_has_had_is_trimmed_but_for_the_newest() {
        RedisEventBus open = buses().open(options.withRetained(200));
        open.subscribe(TOPIC, Group.named("billing"), received::add);
        open.subscribe(TOPIC, Group.named("reporting"), message -> {});
        List<Message> published = new ArrayList<>();
        for (int batch = 0; batch < 20; batch++) {
            List<Message> more = events("1", 100);
            published.addAll(more);
            open.publish(TOPIC, more);
        }
        eventually(() -> received.size() == 2_000);
        eventually(() -> open.groups(TOPIC).stream().allMatch(group -> group.backlog() == 0));
        open.publish(TOPIC, events("1", 1));

        assertThat(stored()).isBetween(200L, 400L);
        List<Message> late = new CopyOnWriteArrayList<>();
        open.subscribe(TOPIC, Group.named("late").fromBeginning(), late::add);
        eventually(() -> late.size() == stored());
        assertThat(late.subList(0, late.size() - 1))
                .isEqualTo(published.subList(published.size() - late.size() + 1, published.size()));
        eventually(() -> open.groups(TOPIC).stream().allMatch(group -> group.backlog() == 0));
    }

    @Test
    void without_a_group_the_newest_are_kept() {
        RedisEventBus open = buses().open(options.withRetained(200));
        for (int batch = 0; batch < 10; batch++) {
            open.publish(TOPIC, events("1", 100));
        }
        assertThat(stored()).isBetween(200L, 400L);
    }

    @Test
    void what_one_group_has_not_had_stays_also_if_it_is_one_in_the_middle() throws Exception {
        RedisEventBus open = buses().open(options.withRetained(0).withBus(bus.withPartitions(1)));
        CountDownLatch go = new CountDownLatch(1);
        open.subscribe(TOPIC, Group.named("fast"), message -> {});
        open.subscribe(TOPIC, Group.named("slow"), message -> {
            if (message.key().equals("loan-stuck") && go.getCount() > 0) {
                throw new java.net.ConnectException("out of reach");
            }
            received.add(message);
        });
        open.publish(TOPIC, events("before", 100));
        open.publish(TOPIC, events("stuck", 1));
        for (int batch = 0; batch < 10; batch++) {
            open.publish(TOPIC, events("other", 100));
        }
        eventually(() -> received.size() == 1_100);
        open.publish(TOPIC, events("other", 1));
        eventually(() -> received.size() == 1_101);

        assertThat(stored()).isGreaterThanOrEqualTo(1_002);
        assertThat(open.groups(TOPIC))
                .filteredOn(group -> group.name().equals("slow"))
                .extracting(GroupState::backlog)
                .allSatisfy(backlog -> assertThat(backlog).isBetween(1L, 2L));
        go.countDown();
        eventually(() -> received.size() == 1_102);
        eventually(() -> open.groups(TOPIC).stream().allMatch(group -> group.backlog() == 0));
        open.publish(TOPIC, events("other", 1));
        assertThat(stored()).as("the hole is closed, so all of it can go").isLessThan(200);
    }

    @Test
    void the_limit_is_an_error_that_names_the_group_and_nothing_is_stored_or_lost() {
        RedisEventBus open = buses().open(options.withLimit(10).withRetained(0).withBus(bus.withPartitions(1)));
        open.create(TOPIC, Group.named("billing"));
        open.publish(TOPIC, events("1", 8));

        assertThatThrownBy(() -> open.publish(TOPIC, events("1", 3)))
                .isInstanceOf(BusException.class)
                .isNotInstanceOf(PublishException.class)
                .hasMessageContainingAll("127.0.0.1:", "8 messages", "billing", "limit is 10", "Options.limit");

        assertThat(stored()).isEqualTo(8);
        open.publish(TOPIC, events("1", 2));
        open.subscribe(TOPIC, Group.named("billing"), received::add);
        eventually(() -> received.size() == 10);
        eventually(() -> open.groups(TOPIC).get(0).backlog() == 0);
        open.publish(TOPIC, events("1", 10));
        eventually(() -> received.size() == 20);
    }

    @Test
    void of_a_large_batch_that_hits_the_limit_half_way_the_rest_is_named() {
        RedisEventBus open = buses().open(options.withLimit(600).withBus(bus.withPartitions(1)));
        open.create(TOPIC, Group.named("billing"));
        List<Message> published = events("1", 1_000);

        assertThatThrownBy(() -> open.publish(TOPIC, published))
                .isInstanceOfSatisfying(
                        PublishException.class,
                        e -> assertThat(e.unconfirmed())
                                .containsExactlyElementsOf(published.subList(500, 1_000).stream()
                                        .map(Message::id)
                                        .toList()))
                .hasMessageContainingAll("500", "limit is 600");
        assertThat(stored()).isEqualTo(500);
    }

    @Test
    void a_group_without_a_living_member_is_reported_with_age_and_backlog_and_warned_of_once() {
        RedisEventBus open = buses().open(options.withLease(Duration.ofMillis(100)));
        try (Warnings warnings = new Warnings(Abandonment.class)) {
            Instant before = Instant.now().minusMillis(50);
            open.create(TOPIC, Group.named("billing"));
            open.publish(TOPIC, events("1", 3));

            GroupState state = open.groups(TOPIC).get(0);
            assertThat(state.isAbandoned()).isTrue();
            assertThat(state.members()).isZero();
            assertThat(state.backlog()).isEqualTo(3);
            assertThat(state.waitingSince())
                    .hasValueSatisfying(since -> assertThat(since).isBetween(before, Instant.now()));

            eventually(() -> {
                open.publish(TOPIC, events("1", 1));
                return !warnings.all().isEmpty();
            });
            for (int i = 0; i < 20; i++) {
                open.publish(TOPIC, events("1", 1));
            }
            assertThat(warnings.all())
                    .hasSize(1)
                    .first()
                    .asString()
                    .contains("billing", TOPIC, "no living member", "delete the group");
        }
    }
}
