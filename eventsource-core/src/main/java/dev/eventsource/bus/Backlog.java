// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.bus;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * What has come and is not done: whose turn is next. A message that waits for its next attempt keeps back those of its key
 * that came after it, and no others. Guarded by its inbox.
 */
final class Backlog {

    private final Deque<Held> ready = new ArrayDeque<>();
    private final Map<String, Deque<Held>> waiting = new HashMap<>();
    private final PriorityQueue<Held> due = new PriorityQueue<>((a, b) -> Long.compare(a.dueNanos - b.dueNanos, 0));
    private int size;

    /** How many there are, the one in treatment included. */
    int size() {
        return size;
    }

    void add(Held arrived) {
        size++;
        ready.addLast(arrived);
    }

    boolean hasReady() {
        return !ready.isEmpty();
    }

    /** When the next attempt is due; null if nothing waits. */
    @Nullable
    Duration untilDue() {
        Held first = due.peek();
        return first == null ? null : Duration.ofNanos(Math.max(0, first.dueNanos - System.nanoTime()));
    }

    /** Whose turn it is; it is to be put back by one of the others. */
    @Nullable
    Held next() {
        Held first = due.peek();
        if (first != null && first.dueNanos - System.nanoTime() <= 0) {
            return due.poll();
        }
        for (Held next = ready.poll(); next != null; next = ready.poll()) {
            Deque<Held> before = waiting.get(next.key());
            if (before == null) {
                return next;
            }
            before.addLast(next);
        }
        return null;
    }

    /** It is out of here; those that waited behind it come before all that came later. */
    void done(Held treated) {
        size--;
        Deque<Held> behind = waiting.remove(treated.key());
        while (behind != null && !behind.isEmpty()) {
            ready.addFirst(behind.removeLast());
        }
    }

    /** Its next attempt is due in some time. */
    void later(Held treated) {
        waiting.computeIfAbsent(treated.key(), key -> new ArrayDeque<>());
        due.add(treated);
    }

    /** The same step again. */
    void again(Held treated) {
        if (waiting.containsKey(treated.key())) {
            due.add(treated);
        } else {
            ready.addFirst(treated);
        }
    }
}
