// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.tck;

import dev.eventsource.store.Division;
import dev.eventsource.tck.Death.During;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Lets a process die at a step. Afterwards nothing that it does reaches its storage. */
public final class Mortal implements WatchedStorage.Watch {

    private final Death death;
    private final Runnable end;
    private final CountDownLatch handover = new CountDownLatch(1);
    private final CountDownLatch draining = new CountDownLatch(1);
    private final CountDownLatch died = new CountDownLatch(1);
    private boolean dead;
    private int calls;

    /** @param end ends the process; if it returns, every call of the process fails from then on */
    public Mortal(Death death, Runnable end) {
        this.death = death;
        this.end = end;
    }

    /** One that does not die. */
    static Mortal immortal(Death death) {
        return new Mortal(death.never(), () -> {});
    }

    @Override
    public void before(String call, List<Object> arguments) {
        reached(call, false);
    }

    @Override
    public void after(String call, List<Object> arguments, @Nullable Object result) {
        if (call.equals("leases.division")
                && result instanceof Division division
                && division.members().size() > 1) {
            handover.countDown();
            if (death.isDrained()) {
                awaitDraining();
            }
        }
        reached(call, true);
    }

    /** Else the partition could be handed over between two of its events; not for as long as its lease lasts. */
    private void awaitDraining() {
        try {
            var unused = draining.await(1_500, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Something is being handled in the partition that will be handed over. */
    void isDraining() {
        draining.countDown();
    }

    private synchronized void reached(String call, boolean after) {
        if (!dead && death.isAt(call, after) && isTime()) {
            calls++;
            if (calls == death.nth()) {
                dead = true;
                end.run();
                died.countDown();
            }
        }
        alive();
    }

    /** Does it die while a partition is being drained? */
    boolean isDrained() {
        return death.isDrained();
    }

    private boolean isTime() {
        return death.during() != During.HAND_OVER || death.isDrained() || handover.getCount() == 0;
    }

    /** Does it, unless the process is dead. */
    synchronized void note(Runnable note) {
        alive();
        note.run();
    }

    private void alive() {
        if (dead) {
            throw new IllegalStateException("This process is dead");
        }
    }

    /** Until the process knows of another one. */
    void awaitHandover() throws InterruptedException {
        handover.await();
        // It closes its lanes at once then.
        Thread.currentThread().join(20);
    }

    /** Until the process is dead. */
    CountDownLatch died() {
        return died;
    }
}
