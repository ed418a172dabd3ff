// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.rabbitmq;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Delivery;
import com.rabbitmq.client.ShutdownSignalException;
import dev.eventsource.bus.BusException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who else is in the group. Each member tells the others its name every second, when it comes and when it goes.
 *
 * <p>How it works: names go over a fanout exchange into a queue of each member that ends with its connection; who hears a
 * new one says its own at once. Besides,
 * every member consumes from one queue that nothing is ever put into, so the broker counts the living ones, at once when a
 * connection ends. A silent member is dropped only when the broker counts fewer than are known here: so nobody takes others
 * for dead as long as the broker merely holds back what they say. The question for that number is the sign of life on
 * the connection too.
 */
final class Presence {

    static final String ASK = "ask";
    private static final String BEAT = "beat";
    private static final String BYE = "bye";
    private static final String MEMBER = "member";
    private static final Duration SILENT = Duration.ofMillis(1_500);
    private static final Logger log = LoggerFactory.getLogger(Presence.class);

    private final String me;
    private final TopicNames.GroupNames group;
    private final Outlet outlet;
    private final Supplier<String> state;
    private final Runnable changed;
    private final SortedMap<String, Long> heard = new ConcurrentSkipListMap<>();
    private final Link link;
    private final Channel channel;
    private volatile long provedAt;

    /**
     * @param state what is answered to those who ask how the group is doing
     * @param changed called when somebody has come or gone
     */
    Presence(
            String me,
            TopicNames.GroupNames group,
            Link link,
            Channel channel,
            Outlet outlet,
            Supplier<String> state,
            Runnable changed) {
        this.me = me;
        this.group = group;
        this.link = link;
        this.channel = channel;
        this.outlet = outlet;
        this.state = state;
        this.changed = changed;
    }

    /** Comes into the group. */
    void open() throws IOException {
        provedAt = System.nanoTime();
        heard.put(me, provedAt);
        try {
            consume();
            beat();
        } catch (IOException | ShutdownSignalException | BusException e) {
            link.close(channel);
            throw e;
        }
    }

    private void consume() throws IOException {
        String queue = channel.queueDeclare().getQueue();
        channel.queueBind(queue, group.members(), "");
        channel.basicConsume(queue, true, (tag, delivery) -> hear(delivery), tag -> link.close(channel));
        channel.basicConsume(group.here(), true, (tag, delivery) -> {}, tag -> link.close(channel));
    }

    boolean isLost() {
        return !channel.isOpen();
    }

    /** Asks the broker whether it still knows us, and drops those who have gone without a word. */
    void prove() throws IOException {
        long now = System.nanoTime();
        int living = channel.queueDeclarePassive(group.here()).getConsumerCount();
        provedAt = now;
        heard.put(me, now);
        if (living < heard.size() && heard.values().removeIf(last -> now - last > SILENT.toNanos())) {
            changed.run();
        }
    }

    /** Could the broker have given our queues to others, as it has not heard of us for as long as its heartbeats allow? */
    boolean isFresh() {
        int heartbeat = channel.getConnection().getHeartbeat();
        return heartbeat == 0
                || System.nanoTime() - provedAt < Duration.ofSeconds(heartbeat).toNanos();
    }

    /** Tells the others that we are there. */
    void beat() {
        tell(BEAT);
    }

    /** All who are there, by name. */
    List<String> members() {
        return new ArrayList<>(heard.keySet());
    }

    void close() {
        try {
            if (channel.isOpen()) {
                tell(BYE);
            }
        } catch (RuntimeException e) {
            log.debug("Left without a word", e);
        }
        link.close(channel);
    }

    private void tell(String what) {
        outlet.tell(new Outgoing(
                group.members(),
                "",
                new AMQP.BasicProperties.Builder()
                        .type(what)
                        .headers(Map.of(MEMBER, me))
                        .build(),
                new byte[0]));
    }

    private void hear(Delivery delivery) {
        AMQP.BasicProperties properties = delivery.getProperties();
        Map<String, Object> headers = properties.getHeaders();
        String who = headers == null ? "" : String.valueOf(headers.get(MEMBER));
        switch (String.valueOf(properties.getType())) {
            case BEAT -> {
                if (heard.put(who, System.nanoTime()) == null) {
                    changed.run();
                }
            }
            case BYE -> {
                if (!who.equals(me) && heard.remove(who) != null) {
                    changed.run();
                }
            }
            case ASK -> answer(properties.getReplyTo());
            default -> log.debug("{} said something that nobody here understands", who);
        }
    }

    private void answer(String to) {
        try {
            outlet.tell(new Outgoing(
                    "",
                    to,
                    new AMQP.BasicProperties.Builder().build(),
                    state.get().getBytes(StandardCharsets.UTF_8)));
        } catch (RuntimeException e) {
            if (e instanceof ShutdownSignalException || e instanceof BusException) {
                log.debug("Nobody hears the answer", e);
                return;
            }
            throw e;
        }
    }
}
