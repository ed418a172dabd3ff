// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.redis;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What the owner of a part has read and what of it is done. Thread-safe.
 *
 * <p>How it works: what is done in one piece from the beginning is told by its last message, {@code low}, and their
 * number; what is done behind a hole by its ids. What has changed since it was last told is told with the next
 * acknowledgement; all of that can be told twice.
 */
final class Progress {

    private final ReentrantLock lock = new ReentrantLock();
    private final Set<String> before;
    private final Deque<String> order = new ArrayDeque<>();
    private final Set<String> ahead = new HashSet<>();
    private final Set<String> told = new HashSet<>();
    private final Set<String> adding = new LinkedHashSet<>();
    private final Set<String> removing = new LinkedHashSet<>();
    private final Set<String> replayed = new LinkedHashSet<>();
    private String low;
    private long count;
    private boolean changed;

    /** @param before what earlier owners have done behind {@code low} */
    Progress(String low, long count, Collection<String> before) {
        this.low = low;
        this.count = count;
        this.before = new HashSet<>(before);
    }

    /** The next one was read; whether it is still to be done. */
    boolean read(String id) {
        lock.lock();
        try {
            order.addLast(id);
            if (!before.remove(id)) {
                return true;
            }
            ahead.add(id);
            told.add(id);
            advance();
            return false;
        } finally {
            lock.unlock();
        }
    }

    void done(Entry entry) {
        lock.lock();
        try {
            changed = true;
            if (entry.replayed()) {
                replayed.add(entry.id());
                return;
            }
            ahead.add(entry.id());
            adding.add(entry.id());
            advance();
        } finally {
            lock.unlock();
        }
    }

    private void advance() {
        for (String next = order.peek(); next != null && ahead.remove(next); next = order.peek()) {
            order.remove();
            low = next;
            count++;
            changed = true;
            adding.remove(next);
            if (told.remove(next)) {
                removing.add(next);
            }
        }
    }

    boolean hasChanged() {
        lock.lock();
        try {
            return changed;
        } finally {
            lock.unlock();
        }
    }

    /** What is to be told now. */
    Acknowledgement acknowledge() {
        lock.lock();
        try {
            Acknowledgement all =
                    new Acknowledgement(low, count, List.copyOf(adding), List.copyOf(removing), List.copyOf(replayed));
            told.addAll(adding);
            adding.clear();
            removing.clear();
            replayed.clear();
            changed = false;
            return all;
        } finally {
            lock.unlock();
        }
    }

    /** It may not have arrived. */
    void tellAgain(Acknowledgement lost) {
        lock.lock();
        try {
            lost.adding().stream().filter(ahead::contains).forEach(adding::add);
            lost.adding().stream().filter(id -> !ahead.contains(id)).forEach(removing::add);
            removing.addAll(lost.removing());
            replayed.addAll(lost.replayed());
            changed = true;
        } finally {
            lock.unlock();
        }
    }

    /**
     * What has become of a part.
     *
     * @param low all up to this message is done
     * @param count so many are, since the topic was created
     * @param adding these behind it are done as well
     * @param removing these are not behind it any more
     * @param replayed these replays are done
     */
    record Acknowledgement(String low, long count, List<String> adding, List<String> removing, List<String> replayed) {

        /** For a script: each list behind its length. */
        List<Object> arguments() {
            List<Object> arguments = new ArrayList<>(List.of(low, count));
            for (List<String> ids : List.of(adding, removing, replayed)) {
                arguments.add(ids.size());
                arguments.addAll(ids);
            }
            return arguments;
        }
    }
}
