// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.redis;

import dev.eventsource.bus.Arrival;
import dev.eventsource.bus.BusException;
import dev.eventsource.bus.DeadMessage;
import dev.eventsource.bus.Inbox;
import dev.eventsource.bus.OwnedPartition;
import java.util.concurrent.atomic.AtomicBoolean;

/** A part of a group as its owner has it: until it is given back, or the lease is over. */
final class Part implements OwnedPartition {

    private final int number;
    private final String token;
    private final String noted;
    private final Ownership ownership;
    private final Runnable wake;
    private final Progress progress;
    private final Reading reading;
    private final AtomicBoolean more = new AtomicBoolean(true);
    private final AtomicBoolean moreReplays = new AtomicBoolean(true);
    private volatile long ownedUntilNanos;
    private volatile boolean lost;
    private volatile boolean finishing;

    @SuppressWarnings("NullAway.Init")
    private Inbox inbox;

    /** @param taken what the script answered */
    Part(Reply taken, long ownedUntilNanos, Ownership ownership, Runnable wake) {
        this.number = (int) taken.number(0);
        this.token = taken.text(1);
        this.progress =
                new Progress(taken.text(2), taken.number(3), taken.list(5).texts());
        this.reading = new Reading(number, taken.text(2));
        this.noted = taken.text(4);
        this.ownedUntilNanos = ownedUntilNanos;
        this.ownership = ownership;
        this.wake = wake;
    }

    void open(Inbox of) {
        inbox = of;
    }

    Inbox inbox() {
        return inbox;
    }

    int number() {
        return number;
    }

    String token() {
        return token;
    }

    Progress progress() {
        return progress;
    }

    Reading reading() {
        return reading;
    }

    void renewed(long untilNanos) {
        ownedUntilNanos = untilNanos;
    }

    /** Somebody else owns it, or nobody. */
    void lose() {
        lost = true;
        finish();
    }

    boolean isLost() {
        return lost;
    }

    /** Begins nothing more. */
    void finish() {
        finishing = true;
        inbox.finish();
    }

    boolean isFinishing() {
        return finishing;
    }

    /** There may be something to read. */
    void hunger(boolean messages, boolean replays) {
        if (messages) {
            more.set(true);
        }
        if (replays) {
            moreReplays.set(true);
        }
    }

    /** Is there something to do at once? */
    boolean canRead() {
        return !finishing && isOwned() && (more.get() || moreReplays.get()) && inbox.room() > 0;
    }

    /** Whether there may be something to read; what is said from now on counts for the next time. */
    boolean takeHunger(boolean replays) {
        return (replays ? moreReplays : more).getAndSet(false);
    }

    @Override
    public boolean isOwned() {
        return !lost && System.nanoTime() - ownedUntilNanos < 0;
    }

    @Override
    public String note() {
        return noted;
    }

    @Override
    public void note(String note) {
        check(ownership.note(this, note));
    }

    @Override
    public void done(Arrival arrival) {
        boolean first = !progress.hasChanged();
        progress.done((Entry) arrival.place());
        if (first) {
            wake.run();
        }
    }

    @Override
    public void bury(Arrival arrival, DeadMessage letter) {
        check(ownership.bury(this, (Entry) arrival.place(), letter));
    }

    @Override
    public void roomAgain() {
        wake.run();
    }

    private void check(boolean owned) {
        if (!owned) {
            lose();
            wake.run();
            throw new BusException("Part " + number + " belongs to another member now");
        }
    }
}
