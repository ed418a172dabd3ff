// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.outbox;

import dev.eventsource.bus.BusException;
import dev.eventsource.bus.MalformedMessageException;
import dev.eventsource.bus.Publisher;
import dev.eventsource.bus.RefusedForGoodException;
import dev.eventsource.handling.Failures;
import dev.eventsource.handling.RetryPolicy;
import dev.eventsource.worker.Worker;
import java.time.Duration;

/**
 * Publishes what others have put into their outboxes: {@link Source}, {@link Mapper}, {@link Publisher}. At least once: what
 * was published and could not be marked any more comes again with the same id. Items of a key keep their order; one that
 * fails is tried again while those behind it wait and other keys go on; after the last attempt it is marked with its error
 * and they go on. An outage of the publisher counts for nothing: it is waited out. What
 * the mapper throws is the item's own failure, unless {@link RetryPolicy#isOutage} says that what it asks is out of reach.
 *
 * <p>The library's own log needs none of this: see {@link EventRelay}.
 */
public final class Relay implements AutoCloseable {

    private static final Duration PATIENCE_ON_CLOSE = Duration.ofSeconds(10);

    private final RelayRound round;
    private final Worker worker;

    private Relay(RelayRound round, String name) {
        this.round = round;
        this.worker = Worker.start("eventsource-relay-" + name, round::take);
    }

    /**
     * Starts one; more of them on the same source, in other processes, share its work.
     *
     * @param name for people
     */
    public static Relay start(
            String name, Source source, Mapper mapper, Publisher publisher, String topic, Options options) {
        return new Relay(new RelayRound(source, mapper, publisher, topic, options), name);
    }

    /** How many items it has published. */
    public long published() {
        return round.published();
    }

    /** How many items it has given up. */
    public long gaveUp() {
        return round.gaveUp();
    }

    /** Looks now instead of after a while, for somebody who knows that there is something. */
    public void wake() {
        worker.wake();
    }

    /** Ends after what is being published, a message or a batch of them, or interrupts it after ten seconds. */
    @Override
    public void close() {
        round.finish(PATIENCE_ON_CLOSE);
        worker.close();
    }

    /**
     * How it is done.
     *
     * @param retry how often an item is tried, and how long to wait in between
     * @param batch how many items are taken at once, 1 to 10,000
     * @param lease how long others leave alone what was taken; longer than publishing a batch takes
     * @param pause after which it looks again when there was nothing: a table of others wakes nobody
     * @param kept after which what was published is removed from the source
     */
    public record Options(RetryPolicy retry, int batch, Duration lease, Duration pause, Duration kept) {

        /** {@link RetryPolicy#DEFAULT}, 500 at once, a minute, a second, seven days. */
        public static final Options DEFAULT = new Options(
                RetryPolicy.DEFAULT.withFailures(Failures.DEFAULT
                        .notRetrying(IllegalArgumentException.class)
                        .notRetrying(MalformedMessageException.class)
                        .notRetrying(RefusedForGoodException.class)),
                500,
                Duration.ofMinutes(1),
                Duration.ofSeconds(1),
                Duration.ofDays(7));

        public Options {
            if (batch < 1 || batch > 10_000) {
                throw new IllegalArgumentException("Options.batch is 1 to 10,000, not " + batch);
            }
            check("lease", lease);
            check("pause", pause);
            if (kept.isNegative()) {
                throw new IllegalArgumentException("Options.kept cannot be negative: " + kept);
            }
        }

        private static void check(String name, Duration value) {
            if (value.compareTo(Duration.ofMillis(1)) < 0 || value.compareTo(Duration.ofDays(1)) > 0) {
                throw new IllegalArgumentException("Options." + name + " is a millisecond to a day, not " + value);
            }
        }

        public Options withRetry(RetryPolicy retry) {
            return new Options(retry, batch, lease, pause, kept);
        }

        public Options withBatch(int batch) {
            return new Options(retry, batch, lease, pause, kept);
        }

        public Options withLease(Duration lease) {
            return new Options(retry, batch, lease, pause, kept);
        }

        public Options withPause(Duration pause) {
            return new Options(retry, batch, lease, pause, kept);
        }

        public Options withKept(Duration kept) {
            return new Options(retry, batch, lease, pause, kept);
        }

        /** Is the publisher out of reach, whatever it is asked to publish? */
        boolean isOutage(Throwable failure) {
            return failure instanceof BusException || retry.isOutage(failure);
        }
    }
}
