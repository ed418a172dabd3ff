// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.rabbitmq;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Delivery;
import com.rabbitmq.client.ShutdownSignalException;
import dev.eventsource.bus.Arrival;
import dev.eventsource.bus.BusException;
import dev.eventsource.bus.BusOptions;
import dev.eventsource.bus.DeadMessage;
import dev.eventsource.bus.Envelope;
import dev.eventsource.bus.Inbox;
import dev.eventsource.bus.Message;
import dev.eventsource.bus.OwnedPartition;
import dev.eventsource.handling.Handler;
import java.io.IOException;
import java.time.Duration;
import java.util.NavigableSet;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.BooleanSupplier;

/**
 * A queue of a group as this member consumes it, on a channel of its own. The broker delivers to one consumer only, the
 * first that came (https://www.rabbitmq.com/docs/consumers#single-active-consumer); to close the channel, and not just to
 * cancel, gives back what was delivered and lets the next consumer have it in one step.
 */
final class Part implements OwnedPartition {

    /** As much as AMQP can say. */
    private static final int MAX_PREFETCH = 65_535;

    /** What is done and not acknowledged comes again if this process dies. */
    private static final int MOST_AT_ONCE = 64;

    private final Link link;
    private final Channel channel;
    private final Note note;
    private final Outlet outlet;
    private final String dead;
    private final BooleanSupplier alive;
    private final Runnable wake;
    private final int window;
    private final ConcurrentNavigableMap<Long, Long> unacknowledged = new ConcurrentSkipListMap<>();

    /** Done, but not acknowledged; used by the inbox alone. */
    private final NavigableSet<Long> done = new TreeSet<>();

    @SuppressWarnings("NullAway.Init")
    private Inbox inbox;

    private String queue = "";

    /**
     * @param link on which the channel is
     * @param alive whether the broker has heard of this process lately enough not to have given its queues to others
     * @param wake called when there is something to do for the member
     */
    Part(
            Link link,
            Channel channel,
            Note note,
            Outlet outlet,
            String dead,
            BusOptions options,
            BooleanSupplier alive,
            Runnable wake) {
        this.link = link;
        this.channel = channel;
        this.note = note;
        this.outlet = outlet;
        this.dead = dead;
        this.alive = alive;
        this.wake = wake;
        this.window = Math.min(options.inFlight(), MAX_PREFETCH);
    }

    /** Begins to consume. */
    void open(Inbox.Part part, String queue, BusOptions options, Handler<Message> handler) throws IOException {
        this.queue = queue;
        inbox = Inbox.open(part, options, this, handler);
        try {
            channel.basicQos(window);
            channel.addShutdownListener(cause -> wake.run());
            channel.basicConsume(queue, false, (tag, delivery) -> arrived(delivery), tag -> link.close(channel));
        } catch (IOException | ShutdownSignalException e) {
            close();
            throw e;
        }
    }

    private void arrived(Delivery delivery) {
        long number = delivery.getEnvelope().getDeliveryTag();
        unacknowledged.put(number, System.nanoTime());
        Envelope envelope = Wire.envelope(delivery.getProperties(), delivery.getBody());
        String id = envelope.attributes().get("id");
        inbox.arrive(new Arrival(id == null ? UUID.randomUUID().toString() : id, number, envelope));
    }

    /** How many messages it has in hand. */
    int held() {
        return unacknowledged.size();
    }

    /** How many the broker lets it have. */
    int window() {
        return window;
    }

    /** Whether it has had a message in hand for longer than that. */
    boolean holdsLongerThan(Duration limit) {
        var oldest = unacknowledged.firstEntry();
        return oldest != null && System.nanoTime() - oldest.getValue() > limit.toNanos();
    }

    boolean isLost() {
        return !channel.isOpen();
    }

    /** Begins nothing more. */
    void finish() {
        inbox.finish();
    }

    boolean hasEnded() {
        return inbox.hasEnded();
    }

    Inbox inbox() {
        return inbox;
    }

    /** Gives back what is not done. */
    void close() {
        inbox.close();
        link.close(channel);
    }

    @Override
    public boolean isOwned() {
        return channel.isOpen() && alive.getAsBoolean();
    }

    @Override
    public String note() {
        return note.read();
    }

    @Override
    public void note(String text) {
        checkOwned();
        note.write(text);
    }

    @Override
    public void done(Arrival arrival) throws IOException {
        done.add((long) arrival.place());
        if (done.size() >= Math.min(MOST_AT_ONCE, window / 4)) {
            settle();
        }
    }

    /** Those that lie one behind the other from the oldest on are acknowledged by one frame. */
    @Override
    public void settle() throws IOException {
        long through = 0;
        for (long number : unacknowledged.keySet()) {
            if (!done.contains(number)) {
                break;
            }
            through = number;
        }
        if (through > 0) {
            channel.basicAck(through, true);
            unacknowledged.headMap(through, true).clear();
            done.headSet(through, true).clear();
        }
        while (!done.isEmpty()) {
            long number = done.first();
            channel.basicAck(number, false);
            unacknowledged.remove(number);
            done.remove(number);
        }
    }

    @Override
    public void bury(Arrival arrival, DeadMessage letter) {
        checkOwned();
        outlet.store(DeadWire.outgoing(dead, letter, outlet.frame()));
    }

    /** Who may have a successor keeps its hands off his note and his letters: the broker does not know whose they are. */
    private void checkOwned() {
        if (!isOwned()) {
            throw new BusException("Part " + queue + " may belong to another member now");
        }
    }

    @Override
    public void roomAgain() {
        if (inbox.hasEnded()) {
            wake.run();
        }
    }
}
