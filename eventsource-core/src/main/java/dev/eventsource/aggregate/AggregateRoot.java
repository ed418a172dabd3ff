// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.aggregate;

import dev.eventsource.event.EventData;
import dev.eventsource.event.StreamId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A thing with a history, in the imperative style: methods of yours check their rules and {@link #raise} events,
 * {@link #apply} says what an event makes of the state.
 *
 * <pre>{@code
 * final class Loan extends AggregateRoot<LoanState> {
 *     void approve(String by) {
 *         if (state().isApproved()) throw new CommandRejectedException("It is approved already");
 *         raise(new Approved(by));
 *     }
 *
 *     @Override
 *     protected LoanState apply(Object event) { … }
 * }
 * }</pre>
 *
 * <p>It comes from an {@link AggregateRepository}, which gives it its identity and stores what it raised. For one thread
 * at a time.
 *
 * @param <S> its state, as far as decisions depend on it; immutable
 */
public abstract class AggregateRoot<S> {

    private final List<Pending> pending = new ArrayList<>();
    private @Nullable S state;
    private @Nullable Origin origin;
    private long version;
    private @Nullable Instant since;
    private @Nullable Encoded encoded;

    /** One that an event must create: before, it has no state. */
    protected AggregateRoot() {}

    /** One that has a state before anything has happened. */
    protected AggregateRoot(S initial) {
        this.state = initial;
    }

    /**
     * What it is after this event; {@link #state()} is what it was before. The event has happened, so check nothing, and
     * change nothing else.
     */
    protected abstract S apply(Object event);

    /**
     * Something happens: the state is as after it at once; it is stored when this is saved.
     *
     * @throws IllegalArgumentException if it is none of this aggregate's events
     */
    protected final void raise(Object event) {
        Origin from = origin();
        from.check(event);
        state = after(event, state);
        pending.add(new Pending(event, from.nextId(), from.now()));
        encoded = null;
    }

    /** What it is, with what was raised. */
    public final S state() {
        if (state == null) {
            throw AggregateNotFoundException.notCreated(id());
        }
        return state;
    }

    /** Whether it has a state yet. */
    public final boolean isCreated() {
        return state != null;
    }

    /** Its stream. */
    public final StreamId id() {
        return origin().stream();
    }

    /** Its version as stored, without what was raised; 0 if nothing is stored. */
    public final long version() {
        return version;
    }

    /** What was raised and is not stored yet. */
    public final List<Object> pendingEvents() {
        return pending.stream().map(Pending::event).toList();
    }

    /** For {@link #apply}: what to throw at an event that is none of this aggregate's. */
    protected final IllegalArgumentException unknown(Object event) {
        return new IllegalArgumentException(getClass().getName() + " does not know what a "
                + event.getClass().getName() + " makes of it");
    }

    final Origin origin() {
        if (origin == null) {
            throw new IllegalStateException(
                    "This " + getClass().getName() + " has no identity: create or load it by its AggregateRepository");
        }
        return origin;
    }

    final void begin(Origin from) {
        origin = from;
    }

    final void replay(Object event) {
        state = after(event, state);
    }

    @Nullable
    S after(Object event, @Nullable S before) {
        return apply(event);
    }

    final void reached(long stored, Instant recordedAt) {
        version = stored;
        since = since == null ? recordedAt : since;
    }

    /** As it is in a snapshot, whose type was checked. */
    @SuppressWarnings("unchecked")
    final void restore(Snapshots.Restored<?> restored) {
        state = (S) restored.state();
        reached(restored.snapshot().version(), restored.snapshot().takenAt());
    }

    /** When the snapshot was taken that it was loaded from, else when it began. */
    final Instant since() {
        return since == null ? origin().now() : since;
    }

    final List<Pending> pending() {
        return List.copyOf(pending);
    }

    /** What is pending, encoded once for a command: saved again it is the very same, also what is encrypted in it. */
    final List<EventData> encoded(EventEncoding encoding) {
        Encoded once = encoded;
        if (once == null || !once.context().equals(encoding.context())) {
            once = new Encoded(encoding.context(), encoding.encode(pending()));
            encoded = once;
        }
        return once.events();
    }

    /** So many of the oldest that were pending are stored. */
    final void acknowledge(int stored, long reached) {
        pending.subList(0, stored).clear();
        encoded = null;
        version = reached;
    }

    /** Raised, not stored: the same id whenever it is tried to be stored. */
    record Pending(Object event, UUID id, Instant occurredAt) {}

    private record Encoded(CommandContext context, List<EventData> events) {}
}
