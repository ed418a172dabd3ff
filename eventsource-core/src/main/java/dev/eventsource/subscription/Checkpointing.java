// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.subscription;

import java.time.Duration;

/**
 * How often the checkpoint is stored while events are handled: after a crash, what was handled since comes again. Stopping
 * in good order stores it whatever is said here, and exactly-once delivery with every transaction.
 */
public sealed interface Checkpointing {

    /** After every event, or batch of them. A write for each. */
    static Checkpointing everyEvent() {
        return new EveryEvent();
    }

    /** When a partition has handled what one read of the log has brought it, and not before. */
    static Checkpointing everyPage() {
        return new EveryPage();
    }

    /**
     * At most once in this time, whatever is handled meanwhile.
     *
     * @param interval longer than zero
     */
    static Checkpointing every(Duration interval) {
        return new Every(interval);
    }

    /** After every event, or batch of them. */
    record EveryEvent() implements Checkpointing {}

    /** After every page. */
    record EveryPage() implements Checkpointing {}

    /** After a time. */
    record Every(Duration interval) implements Checkpointing {

        public Every {
            if (interval.isNegative() || interval.isZero()) {
                throw new IllegalArgumentException(
                        "Checkpoints are stored every so often, which is longer than zero, not every " + interval
                                + "; there is everyEvent(), too");
            }
        }
    }
}
