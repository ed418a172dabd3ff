// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.tck;

import dev.eventsource.store.Checkpoint;
import dev.eventsource.store.DeadLetter;
import dev.eventsource.store.Lease;
import dev.eventsource.store.Storage;
import dev.eventsource.subscription.Running;
import dev.eventsource.tck.FuzzHistory.What;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A process that can be cut off from its storage, and writes the history of what it stores. */
final class FuzzedProcess implements WatchedStorage.Watch {

    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final String name;
    private final FuzzHistory history;
    private final Running running;
    private boolean dead;

    FuzzedProcess(String name, Storage storage, FuzzedWork work) {
        this.name = name;
        this.history = work.history();
        history.disturbed();
        this.running = Running.on(
                new WatchedStorage(storage, this),
                Running.Options.DEFAULT.withLease(Subscribers.LEASE).withProcess(name));
        work.start(running, this);
    }

    String name() {
        return name;
    }

    /** Does it, unless the process is dead. */
    synchronized void alive(Runnable action) {
        if (dead) {
            throw new IllegalStateException("This process is dead");
        }
        action.run();
    }

    @Override
    public void before(String call, List<Object> arguments) {
        alive(() -> {
            if (call.endsWith("deadLetters.attempt") && arguments.get(0) instanceof Lease lease) {
                history.add(What.ATTEMPT, lease.subscription().name(), name, (Long) arguments.get(1), (Integer)
                        arguments.get(2));
            }
        });
    }

    @Override
    public void after(String call, List<Object> arguments, @Nullable Object result) {
        alive(() -> {
            if (call.equals("checkpoints.advance") && result instanceof Set<?> refused) {
                ((Map<?, ?>) arguments.get(0)).forEach((lease, to) -> {
                    if (!refused.contains(lease)) {
                        advanced((Lease) lease, (Checkpoint) to);
                    }
                });
            } else if (call.endsWith("deadLetters.put") && arguments.get(1) instanceof DeadLetter letter) {
                history.add(What.PARKED, letter.subscription().name(), name, letter.position(), letter.attempts());
            }
        });
    }

    private void advanced(Lease lease, Checkpoint to) {
        history.add(What.ADVANCED, lease.subscription().name(), name, to.position(), lease.partition());
    }

    /** In good order. */
    void stop() {
        history.disturbed();
        running.stop(PATIENCE);
        history.disturbed();
    }

    /** Nothing that it does reaches the storage any more. */
    void kill() {
        synchronized (this) {
            dead = true;
            history.disturbed();
        }
        running.stop(Duration.ZERO);
    }
}
