// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.store;

import dev.eventsource.event.Text;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;

/** Refuses arguments around subscriptions that cannot be, with the same words on every backend. */
public final class SubscriptionArguments {

    private static final int MAX_PARTITIONS = 1_024;
    private static final int MAX_QUERY_LENGTH = 100_000;
    private static final int MAX_NAME_LENGTH = 200;
    private static final int MAX_LIMIT = 1_000;
    private static final Duration SHORTEST_LEASE = Duration.ofMillis(100);
    private static final Duration LONGEST_LEASE = Duration.ofDays(1);
    /** In place of an owner: the last one gave the partition back in doubt. No process is called that. */
    public static final String IN_DOUBT = "?";

    private static final Instant EARLIEST = Instant.parse("0001-01-01T00:00:00Z");
    private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59.999999Z");

    private SubscriptionArguments() {}

    /** Checks how many partitions a subscription shall have: 1 to 1,024. */
    public static int partitions(int partitions) {
        if (partitions < 1 || partitions > MAX_PARTITIONS) {
            throw new IllegalArgumentException(
                    "A subscription has 1 to " + MAX_PARTITIONS + " partitions, not " + partitions);
        }
        return partitions;
    }

    /** Checks the text of a query: up to 100,000 UTF-16 units without NUL and unpaired surrogates. */
    public static String query(String query) {
        if (query.length() > MAX_QUERY_LENGTH) {
            throw new IllegalArgumentException("The query of a subscription has " + query.length()
                    + " characters as text; at most " + MAX_QUERY_LENGTH + " are allowed");
        }
        if (!StorableText.isStorable(query)) {
            throw new IllegalArgumentException(
                    "The query of a subscription has NUL or an unpaired surrogate: " + Text.excerpt(query));
        }
        return query;
    }

    /** Checks the name of a process: 1 to 200 UTF-16 units without control characters or unpaired surrogates. */
    public static String process(String process) {
        if (process.equals(IN_DOUBT)) {
            throw new IllegalArgumentException("No process can be called " + IN_DOUBT);
        }
        return Text.check("The name of a process", process, 1, MAX_NAME_LENGTH);
    }

    /** Checks for how long a process says that it is alive: 100 ms to 1 day. */
    public static Duration lease(Duration lease) {
        if (lease.compareTo(SHORTEST_LEASE) < 0 || lease.compareTo(LONGEST_LEASE) > 0) {
            throw new IllegalArgumentException("A lease lasts 100 ms to 1 day, not " + lease);
        }
        return lease;
    }

    /** Checks who decided: 1 to 200 UTF-16 units without control characters or unpaired surrogates. */
    public static String by(String by) {
        return Text.check("The name of who decides", by, 1, MAX_NAME_LENGTH);
    }

    /** Checks the name of a consumer: 1 to 200 UTF-16 units without control characters or unpaired surrogates. */
    public static String consumer(String consumer) {
        return Text.check("The name of a consumer", consumer, 1, MAX_NAME_LENGTH);
    }

    /** Checks how many dead letters are asked for at once: 1 to 1,000. */
    public static int limit(int limit) {
        if (limit < 1 || limit > MAX_LIMIT) {
            throw new IllegalArgumentException(
                    "At most 1 to " + MAX_LIMIT + " dead letters are read at once, not " + limit);
        }
        return limit;
    }

    /** Checks a position: 0 or more. */
    public static long position(long position) {
        if (position < 0) {
            throw new IllegalArgumentException("Positions are 0 or more, not " + position);
        }
        return position;
    }

    /** Checks that leases are of one subscription. */
    public static void ofOneSubscription(Collection<Lease> leases) {
        long subscriptions = leases.stream().map(Lease::subscription).distinct().count();
        if (subscriptions > 1) {
            throw new IllegalArgumentException(
                    "Checkpoints move on together for one subscription, not for " + subscriptions);
        }
    }

    /** Checks that a letter is of the partition that the lease is for. */
    public static void ofLease(DeadLetter letter, Lease lease) {
        if (!letter.subscription().equals(lease.subscription()) || letter.partition() != lease.partition()) {
            throw new IllegalArgumentException("The lease is for " + lease + ", but the letter is of "
                    + letter.subscription() + "/" + letter.partition());
        }
    }

    /** Checks what somebody can decide of letters: to try them again, or to do without. */
    public static DeadLetter.State decision(DeadLetter.State state) {
        if (state != DeadLetter.State.RETRYING && state != DeadLetter.State.DISCARDED) {
            throw new IllegalArgumentException("One decides for RETRYING or DISCARDED, not for " + state);
        }
        return state;
    }

    /** An instant that every backend can compare with: cut to microseconds, and to the years 1 to 9999. */
    public static Instant instant(Instant instant) {
        if (instant.isBefore(EARLIEST)) {
            return EARLIEST;
        }
        return instant.isAfter(LATEST) ? LATEST : instant.truncatedTo(ChronoUnit.MICROS);
    }
}
