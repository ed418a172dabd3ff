// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.tck;

import dev.eventsource.store.CheckpointStore;
import dev.eventsource.store.DeadLetterQueue;
import dev.eventsource.store.Deduplication;
import dev.eventsource.store.DocumentStore;
import dev.eventsource.store.EventStore;
import dev.eventsource.store.Leases;
import dev.eventsource.store.OperationQueue;
import dev.eventsource.store.OperationStore;
import dev.eventsource.store.SnapshotStore;
import dev.eventsource.store.Storage;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A sound storage as one process uses it, with somebody who hears of each call before and after it, and may let the
 * process end there: by an exception in place of every further call, or for real.
 *
 * <p>Calls are named after store and method, {@code checkpoints.advance}; inside a transaction
 * {@code tx.checkpoints.advance}. The end of a transaction is called {@code commit}.
 */
public final class WatchedStorage implements Storage {

    private final Storage sound;
    private final Watch watch;
    private final String prefix;

    /** @param watch hears of each call */
    public WatchedStorage(Storage sound, Watch watch) {
        this(sound, watch, "");
    }

    private WatchedStorage(Storage sound, Watch watch, String prefix) {
        this.sound = sound;
        this.watch = watch;
        this.prefix = prefix;
    }

    @Override
    public EventStore events() {
        return watched(EventStore.class, "events", sound.events());
    }

    @Override
    public DocumentStore documents() {
        return watched(DocumentStore.class, "documents", sound.documents());
    }

    @Override
    public SnapshotStore snapshots() {
        return watched(SnapshotStore.class, "snapshots", sound.snapshots());
    }

    @Override
    public CheckpointStore checkpoints() {
        return watched(CheckpointStore.class, "checkpoints", sound.checkpoints());
    }

    @Override
    public Leases leases() {
        return watched(Leases.class, "leases", sound.leases());
    }

    @Override
    public DeadLetterQueue deadLetters() {
        return watched(DeadLetterQueue.class, "deadLetters", sound.deadLetters());
    }

    @Override
    public Deduplication deduplication() {
        return watched(Deduplication.class, "deduplication", sound.deduplication());
    }

    @Override
    public OperationStore operations() {
        return watched(OperationStore.class, "operations", sound.operations());
    }

    private <T> T watched(Class<T> type, String store, T target) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> {
                    String call = prefix + store + "." + method.getName();
                    List<Object> given = arguments == null ? List.of() : List.of(arguments);
                    watch.before(call, given);
                    Object result;
                    try {
                        result = method.invoke(target, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                    watch.after(call, given, result);
                    return result instanceof OperationQueue queue
                            ? watched(OperationQueue.class, store, queue)
                            : result;
                }));
    }

    @Override
    public <R, X extends Exception> R atomically(Work<R, X> work) throws X {
        watch.before("begin", List.of());
        R result = sound.atomically(inside -> {
            R done = work.in(new WatchedStorage(inside, watch, "tx."));
            watch.before("commit", List.of());
            return done;
        });
        watch.after("commit", List.of(), result);
        return result;
    }

    @Override
    public Storage forTenant(String tenant) {
        return new WatchedStorage(sound.forTenant(tenant), watch, prefix);
    }

    @Override
    public <T> Optional<T> unwrap(Class<T> type) {
        return sound.unwrap(type);
    }

    /** The sound storage is closed by whoever opened it. */
    @Override
    public void close() {}

    /** Hears of each call; throwing before one means that it does not happen. Thread-safe. */
    public interface Watch {

        /** A call is about to be made; what this throws is thrown instead. */
        void before(String call, List<Object> arguments);

        /** A call was made and has returned this. */
        void after(String call, List<Object> arguments, @Nullable Object result);
    }
}
