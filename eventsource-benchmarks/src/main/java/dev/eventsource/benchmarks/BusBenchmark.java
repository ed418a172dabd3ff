// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.benchmarks;

import dev.eventsource.bus.EventBus;
import dev.eventsource.bus.EventBuses;
import dev.eventsource.bus.Group;
import dev.eventsource.bus.Message;
import dev.eventsource.event.EventData;
import dev.eventsource.event.EventQuery;
import dev.eventsource.event.ExpectedVersion;
import dev.eventsource.event.Payload;
import dev.eventsource.event.RecordedEvent;
import dev.eventsource.event.StreamId;
import dev.eventsource.inmemory.InMemoryStorage;
import dev.eventsource.outbox.EventRelay;
import dev.eventsource.servers.KafkaServer;
import dev.eventsource.servers.RabbitServer;
import dev.eventsource.servers.RedisServer;
import dev.eventsource.store.Storage;
import dev.eventsource.subscription.Running;
import java.io.PrintStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;

/** Each bus beside its broker's bare client that does the same; and from an append over a relay and a bus to a handler. */
record BusBenchmark(Arguments asked, PrintStream out) {

    private static final int BATCH = 500;
    private static final int STREAMS = 200;
    private static final int PER_SECOND = 1_000;
    private static final int SECONDS = 5;
    private static final int WARM_UP = 2 * PER_SECOND;

    void run() throws Exception {
        int messages = asked.quick() ? 10_000 : 25_000;
        out.printf(
                "%n%,d messages of 300 bytes in batches of %d to %d parts, one publisher, then one consumer%n%n",
                messages, BATCH, Carrier.PARTITIONS);
        out.println("| broker | published/s | bare | ratio | consumed/s | bare | ratio |");
        out.println("| --- | ---: | ---: | ---: | ---: | ---: | ---: |");
        RedisServer redis = RedisServer.shared();
        compare(
                "Redis " + redis.version(),
                messages,
                () -> BusCarrier.open(redis.url()),
                () -> new BareRedis(redis.url()));
        // deleted queues leave it short of memory for a while
        RabbitServer rabbit = RabbitServer.start("vm_memory_high_watermark.absolute = 4GB");
        compare(
                "RabbitMQ " + rabbit.version(),
                messages,
                () -> BusCarrier.open(rabbit.url()),
                () -> new BareRabbit(rabbit.url()));
        KafkaServer kafka = KafkaServer.shared();
        compare(
                "Kafka " + kafka.version(),
                messages,
                () -> BusCarrier.open("kafka://" + kafka.bootstrap()),
                () -> new BareKafka(kafka.bootstrap()));

        out.printf(
                "%nFrom the moment an append was due, in memory, over a relay and the bus to a handler, %,d a second%n%n",
                PER_SECOND);
        out.println("| bus | events | p50 ms | p99 ms | max ms |");
        out.println("| --- | ---: | ---: | ---: | ---: |");
        for (String url : List.of("memory:benchmark", redis.url(), rabbit.url(), "kafka://" + kafka.bootstrap())) {
            latency(url);
        }
    }

    private void compare(String broker, int messages, Carrier.Opening bus, Carrier.Opening bare) throws Exception {
        List<double[]> ours = new ArrayList<>();
        List<double[]> theirs = new ArrayList<>();
        for (int round = 0; round <= asked.rounds(); round++) {
            double[] first = rates(bus, messages);
            double[] second = rates(bare, messages);
            if (round > 0) {
                ours.add(first);
                theirs.add(second);
            }
        }
        double published = median(ours, 0);
        double barePublished = median(theirs, 0);
        double consumed = median(ours, 1);
        double bareConsumed = median(theirs, 1);
        out.printf(
                "| %s | %,.0f | %,.0f | %.2f | %,.0f | %,.0f | %.2f |%n",
                broker,
                published,
                barePublished,
                published / barePublished,
                consumed,
                bareConsumed,
                consumed / bareConsumed);
    }

    /** Messages a second: published, consumed. */
    private static double[] rates(Carrier.Opening opening, int messages) throws Exception {
        try (Carrier carrier = opening.open()) {
            List<Message> all = messages(messages);
            carrier.create();
            long begin = System.nanoTime();
            for (int from = 0; from < messages; from += BATCH) {
                carrier.publish(all.subList(from, Math.min(messages, from + BATCH)));
            }
            long middle = System.nanoTime();
            return new double[] {messages * 1e9 / (middle - begin), carrier.consume(messages)};
        }
    }

    private static double median(List<double[]> rounds, int which) {
        double[] sorted =
                rounds.stream().mapToDouble(rates -> rates[which]).sorted().toArray();
        return sorted[sorted.length / 2];
    }

    private static List<Message> messages(int count) {
        List<Message> messages = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            StreamId loan = StreamId.of("loan", String.valueOf(i % STREAMS));
            messages.add(Message.of(new RecordedEvent(i + 1, loan, i / STREAMS + 1, Instant.EPOCH, event())));
        }
        return messages;
    }

    private static EventData event() {
        return EventData.of(
                UUID.randomUUID(),
                "LoanSubmitted",
                Instant.EPOCH,
                Payload.of("{\"text\":\"" + "x".repeat(288) + "\"}"));
    }

    private void latency(String url) throws Exception {
        Map<UUID, Long> due = new ConcurrentHashMap<>();
        Histogram delays = new Histogram(3);
        int count = SECONDS * PER_SECOND;
        CountDownLatch handled = new CountDownLatch(count + WARM_UP);
        String topic = "latency" + UUID.randomUUID().toString().substring(0, 8);
        try (Storage storage = new InMemoryStorage();
                EventBus bus = EventBuses.open(url);
                Running running = Running.on(storage)) {
            bus.subscribe(topic, Group.named("consumer"), message -> {
                long now = System.nanoTime();
                if (message.position() > WARM_UP) {
                    synchronized (delays) {
                        delays.recordValue(Math.max(0, now - due.getOrDefault(message.id(), now)));
                    }
                }
                handled.countDown();
            });
            running.start(EventRelay.to(bus, topic, "relay", EventQuery.all()).partitions(4));
            long begin = System.nanoTime();
            for (int i = 0; i < count + WARM_UP; i++) {
                long time = begin + i * 1_000_000_000L / PER_SECOND;
                while (System.nanoTime() < time) {
                    LockSupport.parkNanos(Math.max(1, time - System.nanoTime()));
                }
                EventData event = event();
                due.put(event.id(), time);
                storage.events()
                        .append(
                                StreamId.of("loan", String.valueOf(i % STREAMS)),
                                ExpectedVersion.any(),
                                List.of(event));
            }
            if (!handled.await(1, TimeUnit.MINUTES)) {
                throw new IllegalStateException(handled.getCount() + " messages did not come");
            }
            bus.trouble().ifPresent(trouble -> {
                throw new IllegalStateException(trouble);
            });
        }
        out.printf(
                "| %s | %,d | %.2f | %.2f | %.2f |%n",
                url.substring(0, url.indexOf(':')),
                delays.getTotalCount(),
                delays.getValueAtPercentile(50) / 1e6,
                delays.getValueAtPercentile(99) / 1e6,
                delays.getMaxValue() / 1e6);
    }
}
