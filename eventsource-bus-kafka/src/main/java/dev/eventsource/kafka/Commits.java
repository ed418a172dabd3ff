// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.kafka;

import dev.eventsource.bus.BusException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RebalanceInProgressException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a member has committed and will commit. All but {@link #request} and {@link #isProven} is called on the polling
 * thread.
 *
 * <p>The coordinator takes commits from members only, so each that succeeds proves that this was one when it was sent.
 * One that has no news to commit proves it all the same, three times in a session.
 */
final class Commits {

    private static final Logger log = LoggerFactory.getLogger(Commits.class);
    private static final long EVERY_NANOS = TimeUnit.MILLISECONDS.toNanos(150);

    private final Consumer<byte[], byte[]> consumer;
    private final PollAlarm alarm;
    private final Duration timeout;
    private final long sessionNanos;
    private final int commitAfter;
    private final Queue<CompletableFuture<Boolean>> requests = new ConcurrentLinkedQueue<>();
    private volatile long provenNanos = System.nanoTime();
    private long lastNanos = System.nanoTime();
    private boolean underWay;

    /** @param commitAfter how many changes of a part are not left to the clock */
    Commits(Consumer<byte[], byte[]> consumer, PollAlarm alarm, Duration timeout, Duration session, int commitAfter) {
        this.consumer = consumer;
        this.alarm = alarm;
        this.timeout = timeout;
        this.sessionNanos = session.toNanos();
        this.commitAfter = commitAfter;
    }

    int commitAfter() {
        return commitAfter;
    }

    /** At this time it was a member. */
    void proven(long nanos) {
        provenNanos = Math.max(provenNanos - nanos, 0) + nanos;
    }

    /** Is it a member still, unless the broker has thrown it out for another reason than silence? */
    boolean isProven() {
        return System.nanoTime() - provenNanos < sessionNanos;
    }

    /** Returns when the state that a part has now is committed. */
    void request() throws InterruptedException {
        CompletableFuture<Boolean> committed = new CompletableFuture<>();
        requests.add(committed);
        alarm.ring();
        try {
            committed.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw new BusException("What a message was tried could not be committed", e.getCause());
        } catch (java.util.concurrent.TimeoutException e) {
            committed.cancel(false);
            throw new BusException("What a message was tried could not be committed in time", e);
        }
    }

    /** For those who wait. While members are being given their parts nothing can be committed: they wait on. */
    void serve(Collection<OwnedPart> parts) {
        List<CompletableFuture<Boolean>> waiting = new ArrayList<>();
        for (CompletableFuture<Boolean> one = requests.poll(); one != null; one = requests.poll()) {
            if (!one.isDone()) {
                waiting.add(one);
            }
        }
        if (waiting.isEmpty()) {
            return;
        }
        try {
            now(parts, timeout);
            waiting.forEach(one -> one.complete(true));
        } catch (RebalanceInProgressException e) {
            requests.addAll(waiting);
        } catch (RuntimeException e) {
            waiting.forEach(one -> one.completeExceptionally(e));
        }
    }

    void refuseAll() {
        for (CompletableFuture<Boolean> one = requests.poll(); one != null; one = requests.poll()) {
            one.completeExceptionally(new BusException("This member has left its group"));
        }
    }

    /** Commits and waits for it. */
    void now(Collection<OwnedPart> parts, Duration patience) {
        long begun = System.nanoTime();
        List<Feed.Snapshot> snapshots = snapshots(parts);
        if (!snapshots.isEmpty()) {
            alarm.call(() -> {
                consumer.commitSync(states(snapshots), patience);
                return true;
            });
            succeeded(snapshots, begun);
        }
    }

    /** Begins a commit if it is time for one. */
    void soon(Collection<OwnedPart> parts) {
        long now = System.nanoTime();
        boolean many = parts.stream().anyMatch(part -> part.uncommitted() >= commitAfter);
        boolean some = now - lastNanos > EVERY_NANOS && parts.stream().anyMatch(part -> part.uncommitted() > 0);
        boolean silent = now - provenNanos > sessionNanos / 3 && now - lastNanos > EVERY_NANOS;
        if (underWay || !(many || some || silent)) {
            return;
        }
        List<Feed.Snapshot> snapshots = snapshots(parts);
        if (snapshots.isEmpty()) {
            return;
        }
        underWay = true;
        lastNanos = now;
        consumer.commitAsync(states(snapshots), (offsets, failure) -> {
            underWay = false;
            if (failure == null) {
                succeeded(snapshots, now);
                if (parts.stream().anyMatch(OwnedPart::wantsCommit)) {
                    alarm.ring();
                }
            } else {
                log.debug("A commit failed and will be tried again", failure);
            }
        });
    }

    private void succeeded(List<Feed.Snapshot> snapshots, long begun) {
        snapshots.forEach(Feed.Snapshot::isCommitted);
        proven(begun);
    }

    private static List<Feed.Snapshot> snapshots(Collection<OwnedPart> parts) {
        return parts.stream()
                .filter(OwnedPart::isOpen)
                .flatMap(part -> part.snapshots().stream())
                .toList();
    }

    private static Map<TopicPartition, OffsetAndMetadata> states(List<Feed.Snapshot> snapshots) {
        Map<TopicPartition, OffsetAndMetadata> states = new HashMap<>();
        snapshots.forEach(one -> states.put(one.feed().partition(), one.state()));
        return states;
    }
}
