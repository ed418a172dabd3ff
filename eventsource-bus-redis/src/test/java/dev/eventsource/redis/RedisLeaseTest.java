// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.eventsource.bus.Group;
import dev.eventsource.bus.GroupState;
import dev.eventsource.bus.Message;
import dev.eventsource.handling.RetryPolicy;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** One member at a time owns a part of a group, and nothing is kept of what a former owner says. */
class RedisLeaseTest extends BusCase {

    private final RedisEventBus.Options one = options.withBus(bus.withPartitions(1)
            .withRetry(RetryPolicy.DEFAULT.withFailures(
                    RetryPolicy.DEFAULT.failures().notRetrying(IllegalStateException.class))));

    private String owner(int part) {
        byte[] token = redis().get(key(":g:billing:o" + part));
        return token == null ? "" : new String(token, java.nio.charset.StandardCharsets.UTF_8).replaceAll("#.*", "");
    }

    private RedisEventBus member(String name) {
        return buses().open(options.withBus(bus.withMember(name)));
    }

    private Map<String, Long> owners() {
        return IntStream.range(0, 4)
                .mapToObj(this::owner)
                .collect(Collectors.groupingBy(o -> o, Collectors.counting()));
    }

    @Test
    void members_share_the_parts_evenly_and_take_over_what_others_leave() {
        RedisEventBus ada = member("ada");
        ada.subscribe(TOPIC, Group.named("billing"), message -> {});
        eventually(() -> owners().equals(Map.of("ada", 4L)));
        RedisEventBus grace = member("grace");
        grace.subscribe(TOPIC, Group.named("billing"), message -> {});
        eventually(() -> owners().equals(Map.of("ada", 2L, "grace", 2L)));
        RedisEventBus joan = member("joan");
        joan.subscribe(TOPIC, Group.named("billing"), message -> {});
        eventually(() -> owners().size() == 3
                && new HashMap<>(owners()).values().stream().allMatch(n -> n <= 2));
        assertThat(ada.groups(TOPIC)).extracting(GroupState::members).containsExactly(3);

        grace.close();
        joan.close();

        assertThat(ada.groups(TOPIC)).extracting(GroupState::members).containsExactly(1);
        eventually(() -> owners().equals(Map.of("ada", 4L)));
    }

    @Test
    void a_lease_expires_unless_it_is_renewed() {
        RedisEventBus ada = member("ada");
        ada.subscribe(TOPIC, Group.named("billing"), message -> {});
        eventually(() -> owners().equals(Map.of("ada", 4L)));
        assertThat(redis().pttl(key(":g:billing:o0")))
                .isBetween(1L, options.lease().toMillis());

        buses().kill(ada);

        eventually(() -> owners().equals(Map.of("", 4L)));
        RedisEventBus grace = member("grace");
        grace.subscribe(TOPIC, Group.named("billing"), message -> {});
        eventually(() -> owners().equals(Map.of("grace", 4L)));
        eventually(() -> grace.groups(TOPIC).get(0).members() == 1);
        ada.close();
    }

    /** Its network stalls while it handles something; when it is back, another one has handled it. */
    @Test
    void nothing_is_kept_of_what_a_former_owner_says() throws Exception {
        Semaphore begun = new Semaphore(0);
        CountDownLatch go = new CountDownLatch(1);
        List<Message> late = new CopyOnWriteArrayList<>();
        List<Message> received = new CopyOnWriteArrayList<>();
        RedisEventBus former = buses().open(one.withBus(one.bus().withTimeout(Duration.ofSeconds(60))));
        former.subscribe(TOPIC, Group.named("billing"), message -> {
            if (!late.isEmpty()) {
                received.add(message); // the part may be given to it again
                return;
            }
            begun.release();
            go.await();
            late.add(message);
            throw new IllegalStateException("to be buried");
        });
        RedisEventBus publisher = open();
        List<Message> published = events("1", 3);
        publisher.publish(TOPIC, published);
        begun.acquire();
        buses().proxy(former).stall();
        CountDownLatch open = new CountDownLatch(1);
        RedisEventBus next = buses().open(one);
        next.subscribe(TOPIC, Group.named("billing"), message -> {
            if (received.size() == 1) {
                open.await();
            }
            received.add(message);
        });
        eventually(() -> received.size() == 1);
        String token = new String(redis().get(key(":g:billing:o0")), java.nio.charset.StandardCharsets.UTF_8);

        go.countDown();
        buses().proxy(former).resume();
        eventually(() -> late.size() == 1);
        eventually(() -> former.trouble().isEmpty());

        assertThat(publisher.deadLetters(TOPIC, "billing").list(10)).isEmpty();
        assertThat(publisher.groups(TOPIC).get(0).backlog()).isEqualTo(2);
        assertThat(redis().get(key(":g:billing:o0"))).isEqualTo(Link.bytes(token));
        open.countDown();
        eventually(() -> received.size() == 3);
        assertThat(received).isEqualTo(published);
    }

    @Test
    void a_lease_that_somebody_took_away_is_noticed_and_taken_again() {
        RedisEventBus open = buses().open(one);
        List<Message> received = new CopyOnWriteArrayList<>();
        open.subscribe(TOPIC, Group.named("billing"), received::add);
        eventually(() -> !owner(0).isEmpty());
        open.publish(TOPIC, events("1", 1));
        eventually(() -> open.groups(TOPIC).get(0).backlog() == 0);

        redis().del(key(":g:billing:o0"));
        open.publish(TOPIC, events("1", 2));

        eventually(() -> open.groups(TOPIC).get(0).backlog() == 0 && !owner(0).isEmpty());
        assertThat(received.size()).isBetween(3, 5);
    }

    @Test
    void what_was_done_behind_a_hole_does_not_come_again_to_the_next_owner() throws Exception {
        RedisEventBus.Options patient = one.withBus(bus.withPartitions(1)
                .withRetry(
                        RetryPolicy.DEFAULT.withMaxDelay(Duration.ofMinutes(1)).withFirstDelay(Duration.ofMinutes(1))));
        RedisEventBus first = buses().open(patient);
        List<Message> received = new CopyOnWriteArrayList<>();
        first.subscribe(TOPIC, Group.named("billing"), message -> {
            if (message.key().equals("loan-stuck")) {
                throw new IllegalStateException("not here");
            }
            received.add(message);
        });
        RedisEventBus publisher = open();
        publisher.publish(TOPIC, events("1", 3));
        publisher.publish(TOPIC, events("stuck", 1));
        publisher.publish(TOPIC, events("1", 50));
        eventually(() -> publisher.groups(TOPIC).get(0).backlog() == 1);
        assertThat(redis().scard(key(":g:billing:d0"))).isEqualTo(50);

        buses().kill(first);
        RedisEventBus second = buses().open(one);
        second.subscribe(TOPIC, Group.named("billing"), received::add);

        eventually(() -> publisher.groups(TOPIC).get(0).backlog() == 0);
        assertThat(received).hasSize(54);
        assertThat(received.get(53).key()).isEqualTo("loan-stuck");
        eventually(() -> redis().scard(key(":g:billing:d0")) == 0);
        first.close();
    }

    @Test
    void nothing_but_signs_of_life_is_sent_while_there_is_nothing_to_do() throws Exception {
        RedisEventBus.Options rare = options.withLease(Duration.ofSeconds(30));
        RedisEventBus open = buses().open(rare);
        CountDownLatch handled = new CountDownLatch(4);
        open.subscribe(TOPIC, Group.named("billing"), message -> handled.countDown());
        open.publish(TOPIC, events("1", 3));
        eventually(() -> open.groups(TOPIC).get(0).backlog() == 0);
        byte[] member = Link.bytes("x");
        redis().set(key(":mark"), member);
        long before = reads();
        long began = System.nanoTime();
        handled.await(1_500, TimeUnit.MILLISECONDS);
        long reads = reads() - before;
        // Whoever polled would ask far more often.
        assertThat(reads).isLessThan(10L * (1 + TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - began)));

        open.publish(TOPIC, events("1", 1));
        assertThat(handled.await(5, TimeUnit.SECONDS)).isTrue();
    }

    private long reads() {
        return java.util.regex.Pattern.compile("cmdstat_(xrange|evalsha|xread):calls=(\\d+)")
                .matcher(redis().info("commandstats"))
                .results()
                .mapToLong(found -> Long.parseLong(found.group(2)))
                .sum();
    }
}
