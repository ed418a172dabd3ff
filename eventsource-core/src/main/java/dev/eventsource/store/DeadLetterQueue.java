// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.store;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Attempts and dead letters of subscriptions. Thread-safe.
 *
 * <p>What an owner does comes with his lease and is refused with {@link LeaseLostException} when it is no longer valid;
 * see {@link CheckpointStore#advance}. What a person decides raises {@link Pulse#changes}, so that the owner hears of it.
 */
public interface DeadLetterQueue extends PerTenant<DeadLetterQueue> {

    /** How often handling was tried, by position; only events that are being tried again. */
    Map<Long, Integer> attempts(Lease lease);

    /** Stores, before it begins, that this is the so-manieth attempt to handle an event; 0 forgets all attempts. */
    void attempt(Lease lease, long position, int number);

    /** Stores the letter in its state, in place of an earlier one of the same event, and forgets the event's attempts. */
    void put(Lease lease, DeadLetter letter);

    /** Open letters of a partition behind a position, oldest first; at most 1,000. */
    List<DeadLetter> open(SubscriptionId id, int partition, long afterPosition, int limit);

    /** The letters that the filter wants, by subscription and position; at most 1,000. */
    List<DeadLetter> list(Filter filter, int limit);

    /**
     * Decides on all letters that the filter wants and that are still open.
     *
     * @param state {@link DeadLetter.State#RETRYING} or {@link DeadLetter.State#DISCARDED}
     * @param by who, 1 to 200 characters
     * @return how many there were
     */
    int decide(Filter filter, DeadLetter.State state, String by);

    /** How many letters the filter wants, and how old the oldest is. */
    Count count(Filter filter);

    /** Removes letters that have not been open since an instant. */
    int purge(Instant before);

    /**
     * Which letters; whatever is empty does not matter.
     *
     * @param open only those that are still open
     * @param afterPosition only those behind this position; 0 for all
     */
    record Filter(
            Optional<SubscriptionId> subscription,
            Optional<String> sequence,
            Optional<Long> position,
            boolean open,
            long afterPosition) {

        public Filter {
            sequence.ifPresent(DeadLetter::checkSequence);
            position.ifPresent(SubscriptionArguments::position);
            SubscriptionArguments.position(afterPosition);
        }

        /** All letters. */
        public static final Filter ALL = new Filter(Optional.empty(), Optional.empty(), Optional.empty(), false, 0);

        /** Open letters. */
        public static final Filter OPEN = new Filter(Optional.empty(), Optional.empty(), Optional.empty(), true, 0);

        /** Of this subscription. */
        public Filter of(SubscriptionId id) {
            return new Filter(Optional.of(id), sequence, position, open, afterPosition);
        }

        /** Does the filter want this letter? The specification of what a store does by SQL. */
        public boolean wants(DeadLetter letter) {
            return letter.position() > afterPosition
                    && (!open || letter.isOpen())
                    && subscription.map(letter.subscription()::equals).orElse(true)
                    && sequence.map(letter.sequence()::equals).orElse(true)
                    && position.map(wanted -> wanted == letter.position()).orElse(true);
        }

        /** Of this sequence. */
        public Filter inSequence(String wanted) {
            return new Filter(subscription, Optional.of(wanted), position, open, afterPosition);
        }

        /** Of the event at this position. */
        public Filter at(long wanted) {
            return new Filter(subscription, sequence, Optional.of(wanted), open, afterPosition);
        }

        /** Only those behind this position: that of the last one of the page before. */
        public Filter after(long wanted) {
            return new Filter(subscription, sequence, position, open, wanted);
        }
    }

    /** How many, and since when the oldest of them failed first. */
    record Count(long letters, Optional<Instant> oldest) {}
}
