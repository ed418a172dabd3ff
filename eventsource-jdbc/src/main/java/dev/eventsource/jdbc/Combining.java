// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.jdbc;

import dev.eventsource.event.EventSourceException;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Turns what many threads ask at once into few transactions, without a thread of its own and without delay for one alone.
 *
 * <p>How it works: flat combining. Every request enters a queue. Whoever then gets the <em>lead</em> does all that are in
 * the queue when its transaction has begun, while the others sleep; who finds its own request done leads no more. A request
 * is in the queue before its thread tries for the lead, and whoever gives up the lead looks at the queue afterwards: so no
 * wake-up is lost. An interrupt neither takes back a request nor ends the wait, and is kept for the caller.
 *
 * @param <Q> what is asked
 * @param <A> what is answered
 */
final class Combining<Q, A> {

    private final Together<Q, A> together;
    private final Queue<Entry<Q, A>> queue = new ConcurrentLinkedQueue<>();
    private final ReentrantLock lead = new ReentrantLock();

    Combining(Together<Q, A> together) {
        this.together = together;
    }

    /** Has it done, together with others where there are others. What fails for all is thrown by all. */
    A ask(Q request) {
        Entry<Q, A> entry = new Entry<>(request);
        queue.add(entry);
        boolean interrupted = false;
        try {
            while (!entry.isDone()) {
                interrupted |= Thread.interrupted();
                if (lead.tryLock()) {
                    lead(entry);
                } else {
                    LockSupport.park(this);
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
        return entry.answer();
    }

    private void lead(Entry<Q, A> own) {
        try {
            if (!own.isDone()) {
                serve(own);
            }
        } finally {
            lead.unlock();
            Entry<Q, A> next = queue.peek();
            if (next != null) {
                LockSupport.unpark(next.thread);
            }
        }
    }

    private void serve(Entry<Q, A> own) {
        List<Entry<Q, A>> served = new ArrayList<>();
        try {
            List<A> answers = together.run(() -> take(served));
            for (int i = 0; i < served.size(); i++) {
                served.get(i).succeed(answers.get(i));
            }
        } catch (RuntimeException | Error e) {
            if (served.isEmpty() && queue.remove(own)) {
                // It did not come to begin. That is the leader's misfortune; the others try for themselves.
                served.add(own);
            }
            served.forEach(entry -> entry.fail(e));
        }
    }

    private List<Q> take(List<Entry<Q, A>> served) {
        for (Entry<Q, A> entry = queue.poll(); entry != null; entry = queue.poll()) {
            served.add(entry);
        }
        return served.stream().map(entry -> entry.request).toList();
    }

    /** Does what several ask. */
    interface Together<Q, A> {

        /**
         * An answer for each.
         *
         * @param requests takes them out of the queue; to be called once, when all is ready to do them
         */
        List<A> run(Supplier<List<Q>> requests);
    }

    /** A request and what becomes of it. */
    private static final class Entry<Q, A> {

        final Q request;
        final Thread thread = Thread.currentThread();
        private @Nullable A answer;
        private @Nullable Throwable failure;
        private volatile boolean done;

        Entry(Q request) {
            this.request = request;
        }

        boolean isDone() {
            return done;
        }

        void succeed(A given) {
            answer = given;
            finish();
        }

        void fail(Throwable reason) {
            failure = reason;
            finish();
        }

        private void finish() {
            done = true;
            LockSupport.unpark(thread);
        }

        /** With the stack of the thread that asked. */
        A answer() {
            if (failure instanceof EventSourceException known) {
                known.fillInStackTrace();
                throw known;
            }
            if (failure instanceof RuntimeException unchecked) {
                throw unchecked;
            }
            if (failure instanceof Error error) {
                throw error;
            }
            if (answer == null) {
                throw new IllegalStateException("There is no answer");
            }
            return answer;
        }
    }
}
