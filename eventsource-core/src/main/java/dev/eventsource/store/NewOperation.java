// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.store;

import dev.eventsource.event.Metadata;
import dev.eventsource.event.Payload;
import dev.eventsource.event.Text;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * Something that is to be done outside of the database, as its submitter hands it over.
 *
 * @param type says which handler does it, like {@code card.charge}: 1 to 100 of {@code A-Z a-z 0-9 _ . -}, with no dot at
 *     an end and no two in a row
 * @param payload what the handler needs to know; nothing in it changes how the operation is treated
 */
public record NewOperation(String type, Payload payload, Options options) {

    public NewOperation {
        OperationArguments.type(type);
        Objects.requireNonNull(payload, "payload");
    }

    /** As soon as possible. */
    public static NewOperation of(String type, Payload payload) {
        return new NewOperation(type, payload, Options.DEFAULT);
    }

    /** The same, treated so. */
    public NewOperation with(Options other) {
        return new NewOperation(type, payload, other);
    }

    /**
     * How an operation is treated.
     *
     * @param channel workers choose theirs: 1 to 64 of {@code A-Z a-z 0-9 _ . -}
     * @param priority of what is ready the highest first, -100 to 100
     * @param key operations of one key are done one at a time, in the order of their ids among those that are ready; 1 to
     *     200 characters without control characters
     * @param passing whether later ones of its key may be done while this one has failed or is held
     * @param idempotencyId of several operations of one type with the same one only the first is stored; 1 to 200
     *     characters without control characters
     * @param runAt not before
     * @param delay from when it is submitted, by the store's clock; to a year. Nothing if there is a runAt
     * @param deadline no attempt is begun afterwards
     * @param metadata who asked for it, in the course of what
     */
    public record Options(
            String channel,
            int priority,
            Optional<String> key,
            boolean passing,
            Optional<String> idempotencyId,
            Optional<Instant> runAt,
            Duration delay,
            Optional<Instant> deadline,
            Metadata metadata) {

        private static final int MAX_PRIORITY = 100;
        private static final Duration LONGEST_DELAY = Duration.ofDays(366);

        /** The channel {@code default}, priority 0, at once, without a key, an idempotency id and a deadline. */
        public static final Options DEFAULT = new Options(
                "default",
                0,
                Optional.empty(),
                false,
                Optional.empty(),
                Optional.empty(),
                Duration.ZERO,
                Optional.empty(),
                Metadata.none());

        public Options {
            OperationArguments.channel(channel);
            if (Math.abs(priority) > MAX_PRIORITY) {
                throw new IllegalArgumentException("A priority is -100 to 100, not " + priority);
            }
            if (delay.isNegative() || delay.compareTo(LONGEST_DELAY) > 0) {
                throw new IllegalArgumentException("A delay is 0 to 366 days, not " + delay);
            }
            key.ifPresent(given -> Text.check("The key of an operation", given, 1, OperationArguments.MAX_KEY));
            idempotencyId.ifPresent(
                    given -> Text.check("The idempotency id of an operation", given, 1, OperationArguments.MAX_KEY));
            runAt = runAt.map(SubscriptionArguments::instant);
            deadline = deadline.map(SubscriptionArguments::instant);
        }

        public Options withChannel(String channel) {
            return new Options(channel, priority, key, passing, idempotencyId, runAt, delay, deadline, metadata);
        }

        public Options withPriority(int priority) {
            return new Options(channel, priority, key, passing, idempotencyId, runAt, delay, deadline, metadata);
        }

        public Options withKey(String key) {
            return new Options(
                    channel, priority, Optional.of(key), passing, idempotencyId, runAt, delay, deadline, metadata);
        }

        /** If this one fails for good or is held, those behind it in its key do not wait. */
        public Options lettingPass() {
            return new Options(channel, priority, key, true, idempotencyId, runAt, delay, deadline, metadata);
        }

        public Options withIdempotencyId(String idempotencyId) {
            return new Options(
                    channel, priority, key, passing, Optional.of(idempotencyId), runAt, delay, deadline, metadata);
        }

        public Options withRunAt(Instant runAt) {
            return new Options(
                    channel, priority, key, passing, idempotencyId, Optional.of(runAt), delay, deadline, metadata);
        }

        public Options withDelay(Duration delay) {
            return new Options(channel, priority, key, passing, idempotencyId, runAt, delay, deadline, metadata);
        }

        public Options withDeadline(Instant deadline) {
            return new Options(
                    channel, priority, key, passing, idempotencyId, runAt, delay, Optional.of(deadline), metadata);
        }

        public Options withMetadata(Metadata metadata) {
            return new Options(channel, priority, key, passing, idempotencyId, runAt, delay, deadline, metadata);
        }
    }
}
