// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.tck;

import dev.eventsource.store.Storage;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import org.awaitility.Awaitility;

/** What the contract must know of the backend that it tests. */
abstract class Backend {

    /** A new, empty storage. It is closed after the test. */
    protected abstract Storage open() throws Exception;

    /**
     * A second handle on the data of the storage that {@link #open} gave last, as another process would have it. Empty
     * if the backend cannot have two.
     */
    protected Optional<Storage> openAgain() throws Exception {
        return Optional.empty();
    }

    /** A new, empty storage that takes the time from this clock. Empty if the backend's clock cannot be set. */
    protected Optional<Storage> open(Clock clock) throws Exception {
        return Optional.empty();
    }

    /**
     * The name, as a statement would have it, of an empty table with one text column {@code loan} in the database of the
     * storage that {@link #open} gave last, for rows of one's own. Empty if the storage's transactions have no
     * {@code java.sql.Connection}.
     */
    protected Optional<String> ownTable() throws Exception {
        return Optional.empty();
    }

    /** Returns when so much time has passed by the storage's clock: by waiting, unless that clock can be set. */
    protected void pass(Duration time) {
        long end = System.nanoTime() + time.toNanos();
        Awaitility.await().pollDelay(time).atMost(time.plus(patience())).until(() -> System.nanoTime() >= end);
    }

    /** How long a test waits for what must come, a wake-up for instance, before it fails. */
    protected Duration patience() {
        return Duration.ofSeconds(10);
    }

    /** How many seeds a random test tries. */
    protected int rounds() {
        return 10;
    }
}
