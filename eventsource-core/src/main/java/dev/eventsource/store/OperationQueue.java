// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.store;

import dev.eventsource.event.Payload;
import dev.eventsource.event.Registration;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * What workers do with operations. A claim is a lease with a fencing token: what comes from a worker that has lost it is
 * refused with {@link OperationLostException}. Time is the database's. Thread-safe.
 */
public interface OperationQueue {

    /**
     * Takes operations that are ready, and writes an attempt down for each: the highest priority first, then the lowest
     * id. Of a key only the first is to be had, and none while one of it is running. Does not wait for other workers.
     *
     * @param worker 1 to 200 characters
     * @param lease 100 ms to 1 day
     * @param limit at most so many, 1 to 1,000
     */
    List<Claim> claim(String worker, Routes routes, Duration lease, int limit);

    /** Keeps operations for so long from now on. Does not wait for others that are at one of them. */
    Renewal renew(Collection<Claim> claims, Duration lease);

    /**
     * Keeps what a step gave, so that another attempt need not do it again. Part of the transaction, if there is one.
     *
     * @throws IllegalArgumentException if there is a step of that name already
     */
    void record(Claim claim, String step, Payload result, Optional<OperationHistory.Compensation> compensation);

    /** The steps that were done, but for those that were compensated, and what they gave; in order. */
    Map<String, Payload> steps(Claim claim);

    /**
     * Ends the attempt, and says what becomes of the operation. Part of the transaction, if there is one. When an
     * operation fails for good, the compensations of its steps are submitted with it, the last one first, with one key, so
     * that they are done one behind the other.
     */
    void end(Claim claim, OperationEnding ending);

    /**
     * {@link #end Ends} an attempt and {@linkplain #claim takes} what is next for the same worker, in one transaction; both
     * or neither.
     */
    Optional<Claim> endAndClaim(Claim claim, OperationEnding ending, Routes routes, Duration lease);

    /**
     * Does what is to be done by the time: makes ready what is due, ends what is too late, marks what nobody here knows
     * the type of, and takes operations away from workers whose lease is over.
     *
     * @param abandoned what becomes of an operation of these routes that was taken away
     * @return how long until there is something to do again; at most a day
     */
    Duration tend(Routes routes, Function<Operation, OperationEnding.Failed> abandoned);

    /** Calls when there may be something new: a hint, which may be late, spurious or missing. It must only wake a thread. */
    Registration onChange(Runnable wakeUp);

    /**
     * What a worker can do.
     *
     * @param channels at least one
     * @param types of operations
     */
    record Routes(Set<String> channels, Set<String> types) {
        public Routes {
            channels = Set.copyOf(channels);
            types = Set.copyOf(types);
            channels.forEach(OperationArguments::channel);
            types.forEach(OperationArguments::type);
            if (channels.isEmpty()) {
                throw new IllegalArgumentException("A worker is on one channel at least");
            }
        }

        /** Is it something that this worker can do? */
        public boolean lead(Operation operation) {
            return channels.contains(operation.channel()) && types.contains(operation.type());
        }
    }

    /**
     * What has become of claims. One that is in neither set is at the moment in somebody else's hands, as when a signal is
     * sent in a long transaction: it lasts as long as before.
     *
     * @param lost what comes from these is refused
     */
    record Renewal(Set<Claim> kept, Set<Claim> lost) {
        public Renewal {
            kept = Set.copyOf(kept);
            lost = Set.copyOf(lost);
        }
    }

    /** The right to do an operation: valid as long as it is in this attempt. */
    record Claim(Operation operation) {
        /** The same as the status has. */
        public long token() {
            return operation.status().token();
        }
    }
}
