// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.rabbitmq;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.ConfirmCallback;
import com.rabbitmq.client.ShutdownSignalException;
import dev.eventsource.bus.BusException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A channel on which the broker confirms each message. Thread-safe: who sends several has them in order and without others
 * in between, and nobody waits for another one's confirmations.
 *
 * <p>Relied on (https://www.rabbitmq.com/docs/confirms): an unroutable mandatory message is returned before it is
 * confirmed; a persistent one is confirmed when all its queues have it on disk, a quorum queue's when a majority has.
 */
final class Sender {

    private static final Logger log = LoggerFactory.getLogger(Sender.class);

    private final WriteWatch watch;
    private final Channel channel;
    private final ReentrantLock sending = new ReentrantLock();
    private final ConcurrentNavigableMap<Long, Receipt> open = new ConcurrentSkipListMap<>();
    private volatile @Nullable ShutdownSignalException end;

    private Sender(WriteWatch watch, Channel channel) {
        this.watch = watch;
        this.channel = channel;
    }

    static Sender on(WriteWatch watch, Channel channel) throws IOException {
        Sender sender = new Sender(watch, channel);
        channel.addConfirmListener(sender.answer(Receipt::confirmed), sender.answer(Receipt::refused));
        channel.addReturnListener(
                unroutable -> sender.returned(unroutable.getProperties().getMessageId()));
        channel.addShutdownListener(sender::ended);
        channel.confirmSelect();
        return sender;
    }

    boolean isOpen() {
        return channel.isOpen();
    }

    /** Why the channel ended; nothing if it has not. */
    @Nullable
    ShutdownSignalException end() {
        return end;
    }

    /**
     * Sends all, in order; one receipt for each.
     *
     * @throws BusException if one cannot be sent; what was sent before it may be stored, and this sender is of no use any more
     */
    List<Receipt> send(List<Outgoing> all) {
        List<Receipt> receipts = new ArrayList<>(all.size());
        sending.lock();
        WriteWatch.Writing writing = watch.begin();
        try {
            for (Outgoing one : all) {
                Receipt receipt = new Receipt(one.properties().getMessageId());
                receipts.add(receipt);
                send(one, receipt);
            }
        } finally {
            writing.end();
            sending.unlock();
        }
        return receipts;
    }

    private void send(Outgoing one, Receipt receipt) {
        if (end != null) {
            receipt.lost();
            return;
        }
        try {
            open.put(channel.getNextPublishSeqNo(), receipt);
            channel.basicPublish(one.exchange(), one.key(), true, one.properties(), one.body());
        } catch (IOException | ShutdownSignalException e) {
            receipt.lost();
        } catch (RuntimeException e) {
            // It has a number all the same, which the broker will give to the next one.
            giveUp();
            throw new BusException("A message cannot be sent to RabbitMQ at all: " + e.getMessage(), e);
        }
        if (end != null) {
            // it may have ended before the receipt was there
            receipt.lost();
        }
    }

    private void giveUp() {
        try {
            channel.abort();
        } catch (IOException e) {
            log.debug("A channel ended otherwise", e);
        }
        open.values().forEach(Receipt::lost);
        open.clear();
    }

    private ConfirmCallback answer(Consumer<Receipt> meaning) {
        return (number, multiple) -> {
            if (multiple) {
                ConcurrentNavigableMap<Long, Receipt> through = open.headMap(number, true);
                through.values().forEach(meaning);
                through.clear();
            } else {
                Receipt receipt = open.remove(number);
                if (receipt != null) {
                    meaning.accept(receipt);
                }
            }
        };
    }

    private void returned(@Nullable String id) {
        open.values().stream().filter(receipt -> receipt.isFor(id)).findFirst().ifPresent(Receipt::returned);
    }

    private void ended(ShutdownSignalException cause) {
        end = cause;
        open.values().forEach(Receipt::lost);
        open.clear();
    }
}
