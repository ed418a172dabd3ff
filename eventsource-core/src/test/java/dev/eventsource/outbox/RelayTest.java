// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.eventsource.bus.BusException;
import dev.eventsource.bus.Message;
import dev.eventsource.bus.RefusedException;
import dev.eventsource.event.EventData;
import dev.eventsource.event.Payload;
import dev.eventsource.event.StreamId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

/** What a relay does that needs a source of its own; all else is in the contract of sources. */
class RelayTest {

    private final Box box = new Box();

    private static Optional<Message> map(Item item) {
        return Optional.of(Message.of(
                StreamId.of("loan", item.key()),
                EventData.of(UUID.randomUUID(), "LoanSubmitted", Instant.EPOCH, Payload.of("{}"))));
    }

    @Test
    void what_was_published_before_an_interrupt_is_marked() {
        box.put("1");
        box.put("2");
        try (Relay relay =
                Relay.start("test", box, RelayTest::map, this::interrupted, "loans", Relay.Options.DEFAULT)) {
            await().until(() -> relay.published() == 1);
            await().until(() -> box.released.size() == 1);
        }
        assertThat(box.marked).extracting(Item::key).containsExactly("1");
    }

    /** Takes the first, and is interrupted at the second. */
    private void interrupted(String topic, List<Message> messages) {
        if (messages.size() > 1) {
            throw new RefusedException("one by one", null);
        }
        if (messages.get(0).key().equals("loan-2")) {
            Thread.currentThread().interrupt();
            throw new BusException("interrupted");
        }
    }

    /** Gives all once and, like many a pool of connections, does nothing for a thread that is interrupted. */
    private static final class Box implements Source {

        private final List<Item> items = new CopyOnWriteArrayList<>();
        private final List<Item> marked = new CopyOnWriteArrayList<>();
        private final List<Item> released = new CopyOnWriteArrayList<>();

        void put(String key) {
            items.add(new Item(items.size(), key, 0, Map.of()));
        }

        private static void check() throws InterruptedException {
            if (Thread.currentThread().isInterrupted()) {
                throw new InterruptedException();
            }
        }

        @Override
        public List<Item> claim(String runner, int limit, Duration lease) {
            List<Item> all = new ArrayList<>(items);
            items.clear();
            return all;
        }

        @Override
        public void published(List<Item> done) throws Exception {
            check();
            marked.addAll(done);
        }

        @Override
        public void release(List<Item> open) throws Exception {
            check();
            released.addAll(open);
        }

        @Override
        public void failed(Item item, String error, Duration again) {}

        @Override
        public void gaveUp(Item item, String error) {}

        @Override
        public long purge(Duration age) {
            return 0;
        }
    }
}
