// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.projection;

import dev.eventsource.handling.Delivered;
import dev.eventsource.handling.Handler;
import dev.eventsource.observe.Observer;
import dev.eventsource.store.CheckpointStore;
import dev.eventsource.store.Deduplication;
import dev.eventsource.store.Storage;
import dev.eventsource.store.SubscriptionInUseException;
import dev.eventsource.store.SubscriptionState;
import dev.eventsource.subscription.Batch;
import dev.eventsource.subscription.Start;
import java.util.List;
import java.util.OptionalInt;

/**
 * What people do with projections. To build a new version beside the one that is read, start it under its new number,
 * follow {@link dev.eventsource.subscription.RunningSubscription#progress}, {@link #flip}, and {@link #drop} the old one
 * when nobody wants to go back any more.
 */
public final class Projections {

    private Projections() {}

    /**
     * The storage, with projections inside its appends: events and what the handlers write of them are stored together or
     * not at all. A handler that fails refuses the append with its exception (as the cause of
     * {@link ProjectionFailedException} if it is a checked one). An append that is a retry is not projected again.
     *
     * <p>Everybody must append through such a storage; close it when the process ends, which closes the storage in it.
     * Each append is a transaction of its own: there is no group commit, so it is for hundreds of appends a second, not
     * for thousands. The read model is the given storage's, also for appends through {@link Storage#forTenant}: for a
     * read model per tenant, wrap that tenant's view. What was appended before must be projected by {@link #replay}.
     */
    public static Storage inline(Storage storage, Projection... projections) {
        return inline(storage, Observer.NONE, projections);
    }

    /**
     * The same.
     *
     * @param observer sees each projection run, as {@link dev.eventsource.observe.Activity.Kind#PROJECT}
     */
    public static Storage inline(Storage storage, Observer observer, Projection... projections) {
        return new InlineStorage(storage, new Inlined(List.of(projections), observer), false);
    }

    /** {@link #reset(Storage, ReadModel, Start, boolean)} to the beginning, unless it is in use. */
    public static void reset(Storage storage, ReadModel model) throws Exception {
        reset(storage, model, Start.beginning(), false);
    }

    /**
     * Clears a read model and lets its subscription begin anew, in one transaction: the checkpoint goes there, attempts and
     * what was remembered against repetition are forgotten, and open dead letters discarded.
     *
     * @param force even while processes work on it: what they have under way is refused, if they deliver exactly once
     * @throws SubscriptionInUseException if a process that is alive works on it
     * @throws IllegalArgumentException if there is no such subscription
     * @throws Exception what clearing throws; then nothing has changed
     */
    public static void reset(Storage storage, ReadModel model, Start start, boolean force) throws Exception {
        storage.<Boolean, Exception>atomically(tx -> {
            tx.checkpoints().reset(model.id(), start.resolve(tx.events()), force);
            tx.deduplication().forget(consumer(model));
            model.clear(tx);
            return true;
        });
    }

    /**
     * Lets readers use this version from now on; see {@link ReadModel#active}. It is the same to go back to an older one
     * that still runs. When events keep coming, it may need a few tries.
     *
     * @throws IllegalStateException if it is behind the version that is used now, or has open dead letters
     */
    public static void flip(Storage storage, ReadModel model) {
        flip(storage, model, false);
    }

    /**
     * The same.
     *
     * @param force even if it is behind or has open dead letters
     */
    public static void flip(Storage storage, ReadModel model, boolean force) {
        storage.checkpoints().activate(model.id(), force);
    }

    /**
     * Removes a version that is not used any more: the read model, its checkpoint and its dead letters, in one
     * transaction.
     *
     * @throws IllegalStateException if readers use it and there is another version to use
     * @throws SubscriptionInUseException if a process that is alive works on it
     * @throws Exception what clearing throws; then nothing has changed
     */
    public static void drop(Storage storage, ReadModel model) throws Exception {
        storage.<Boolean, Exception>atomically(tx -> {
            tx.checkpoints().drop(model.id());
            tx.deduplication().forget(consumer(model));
            model.clear(tx);
            return true;
        });
    }

    /** The version that readers shall use; empty if no version of that name has ever run. See {@link CheckpointStore#activate}. */
    public static OptionalInt activeVersion(Storage storage, String name) {
        return storage.checkpoints().all().stream()
                .filter(state -> state.active() && state.id().name().equals(name))
                .map(SubscriptionState::id)
                .mapToInt(id -> id.version())
                .findFirst();
    }

    /**
     * Runs events of the projection through its handlers, without its subscription and whatever that has done: to repair,
     * to fill a read model that is projected inline, or to try. Each event is a transaction of its own, and is applied once
     * however often it is replayed, until the next {@link #reset}.
     *
     * @param which is narrowed to what the projection wants
     */
    public static Replay.Report replay(Storage storage, Projection projection, Replay which)
            throws InterruptedException {
        Handler<Delivered> single = delivered -> {
            if (projection.query().matches(delivered.recorded())) {
                projection.handler().handle(new Batch(List.of(delivered.recorded()), delivered.storage()));
            }
        };
        return new Replaying(storage, which, single, consumer(projection.model())).run();
    }

    /**
     * Runs events through any handler, each in a transaction of its own, and again whenever it is called: wrap the handler
     * by {@link dev.eventsource.handling.Deduplicated} if that must not be.
     */
    public static Replay.Report replay(Storage storage, Handler<Delivered> handler, Replay which)
            throws InterruptedException {
        return new Replaying(storage, which, handler, "").run();
    }

    private static String consumer(ReadModel model) {
        return Deduplication.REPLAY_OF + model.id();
    }
}
