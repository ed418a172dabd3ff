// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.store;

import dev.eventsource.event.Metadata;
import dev.eventsource.event.Payload;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;

/**
 * Something that is to be done outside of the database, as the store keeps it.
 *
 * @param id grows in the order of submission; not without holes
 * @param tenant whose it is
 * @param reference the same for all attempts, and of no other operation, not even one that gets this id after the
 *     database was restored: what to give a provider as idempotency key
 * @param deadline no attempt is begun afterwards
 */
public record Operation(
        long id,
        String tenant,
        String type,
        Payload payload,
        String channel,
        int priority,
        Optional<String> key,
        boolean passing,
        Optional<String> idempotencyId,
        UUID reference,
        Optional<Instant> deadline,
        Metadata metadata,
        Instant submittedAt,
        OperationStatus status) {

    private static final Set<String> ESSENTIAL =
            Set.of(Metadata.CORRELATION_ID, Metadata.CAUSATION_ID, Metadata.TRACEPARENT, Metadata.ACTOR);

    /** What becomes of a new one. For backends. */
    public static Operation submitted(long id, String tenant, NewOperation wanted, UUID reference, Instant now) {
        NewOperation.Options options = wanted.options();
        return new Operation(
                id,
                tenant,
                wanted.type(),
                wanted.payload(),
                options.channel(),
                options.priority(),
                options.key(),
                options.passing(),
                options.idempotencyId(),
                reference,
                options.deadline(),
                options.metadata(),
                SubscriptionArguments.instant(now),
                OperationStatus.submitted(options, now));
    }

    /** What has become of it so far. */
    public OperationState state() {
        return status.state();
    }

    /** With this status instead. */
    public Operation with(OperationStatus other) {
        return new Operation(
                id,
                tenant,
                type,
                payload,
                channel,
                priority,
                key,
                passing,
                idempotencyId,
                reference,
                deadline,
                metadata,
                submittedAt,
                other);
    }

    /** In an attempt of this worker. */
    public Operation started(String worker, Instant now) {
        return with(status.started(id, worker, now));
    }

    /** After its attempt. */
    public Operation ended(OperationEnding ending, Instant now) {
        return with(status.ended(id, ending, now));
    }

    /** After the signal that it waits for. */
    public Operation goingOn(Instant now) {
        return with(status.goingOn(id, now));
    }

    /** Too late: expired, or failed if it was ever begun. */
    public Operation overdue(Instant now) {
        return with(status.overdue(id, now));
    }

    /**
     * As somebody has decided. Who wants another attempt is not bound by a deadline that has passed.
     *
     * @param compensating the first operation that makes up for its steps and is not done yet: another attempt would do a
     *     step again, and that one undo it
     */
    public Operation decided(OperationDecision decision, Optional<Long> compensating, Instant now) {
        if (decision == OperationDecision.RETRY && compensating.isPresent()) {
            throw new OperationStateException(
                    id,
                    state(),
                    decision.words() + " before operation " + compensating.get()
                            + " is done, which makes up for its steps");
        }
        Operation decided = with(status.decided(id, decision, now));
        return decision.to() == OperationState.PENDING && isLate(now) ? decided.withoutDeadline() : decided;
    }

    private Operation withoutDeadline() {
        return new Operation(
                id,
                tenant,
                type,
                payload,
                channel,
                priority,
                key,
                passing,
                idempotencyId,
                reference,
                Optional.empty(),
                metadata,
                submittedAt,
                status);
    }

    /**
     * What makes up for one of its steps. All of them have one key, so that they are done one behind the other, in the
     * order in which they are submitted.
     */
    public NewOperation compensation(OperationHistory.Compensation of) {
        return followedBy(new NewOperation(
                of.type(),
                of.payload(),
                NewOperation.Options.DEFAULT
                        .withChannel(channel)
                        .withPriority(priority)
                        .withKey(compensationKey())));
    }

    /** Of the operations that make up for its steps. */
    public String compensationKey() {
        return "compensation of " + reference;
    }

    /**
     * The next one as one that is done because of this: with its correlation, trace and other entries, and this as the
     * cause. Where all of that is more than metadata can hold, without the other entries.
     */
    public NewOperation followedBy(NewOperation next) {
        TreeMap<String, String> entries = new TreeMap<>(metadata.entries());
        entries.put(Metadata.CAUSATION_ID, reference.toString());
        entries.putAll(next.options().metadata().entries());
        if (Metadata.bytes(entries) > Metadata.MAX_BYTES) {
            entries.keySet()
                    .removeIf(name -> !ESSENTIAL.contains(name)
                            && next.options().metadata().get(name).isEmpty());
        }
        return next.with(next.options().withMetadata(new Metadata(entries)));
    }

    /** Has its deadline passed? */
    public boolean isLate(Instant now) {
        return deadline.filter(last -> !last.isAfter(now)).isPresent();
    }

    /** Must the other one wait for this one? The specification of what a store does by SQL. */
    public boolean keepsBack(Operation other) {
        return key.isPresent()
                && key.equals(other.key)
                && tenant.equals(other.tenant)
                && id != other.id
                && (state() == OperationState.RUNNING || (id < other.id && isInTheWay()));
    }

    private boolean isInTheWay() {
        return switch (state()) {
            case PENDING -> status.ready();
            case RUNNING, RETRYING, WAITING -> true;
            case HELD, FAILED -> !passing;
            case SUCCEEDED, EXPIRED, CANCELLED -> false;
        };
    }

    /** Without payload and metadata. */
    @Override
    public String toString() {
        return type + " " + id + (tenant.isEmpty() ? "" : " of " + tenant) + ", " + state();
    }
}
