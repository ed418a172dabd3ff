// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.subscription;

import dev.eventsource.store.Checkpoint;
import dev.eventsource.store.Division;
import dev.eventsource.store.Lease;
import dev.eventsource.store.Leases.Claim;
import dev.eventsource.store.Storage;
import dev.eventsource.store.SubscriptionState;
import dev.eventsource.store.SubscriptionState.Partition;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Which partitions of a subscription this process works on.
 *
 * <p>How it works: every member has the same picture of who is alive, so each knows its own share. Who has more gives
 * back, after the event under way; who has less takes what nobody owns. As shares add up to the whole, in the end all is
 * owned. What is stopped is given back in the same way: a partition whose handler has not ended stays our own until it has.
 */
final class Ownership {

    private final String process;
    private final RunningSubscription subscription;
    private final ReentrantLock dividing = new ReentrantLock();
    private boolean unfinished = true;
    private volatile boolean quitting;

    Ownership(String process, RunningSubscription subscription) {
        this.process = process;
        this.subscription = subscription;
    }

    RunningSubscription subscription() {
        return subscription;
    }

    /** Is there something to take that was not to be had the last time? */
    boolean isUnfinished() {
        return unfinished;
    }

    /** Takes and gives back, by what is stored. */
    void look(Picture picture) {
        dividing.lock();
        try {
            lookAndDivide(picture);
        } finally {
            dividing.unlock();
        }
    }

    /** Gives everything back, of a subscription that was stopped: what is at rest now, and the rest when it is. */
    void quit() {
        quitting = true;
        dividing.lock();
        try {
            subscription.storage().leases().quit(process, subscription.id());
            giveBack();
        } finally {
            dividing.unlock();
        }
    }

    /** Was it stopped? */
    boolean isQuitting() {
        return quitting;
    }

    /** Has it given everything back that it had? */
    boolean isOver() {
        return quitting && subscription.allLanes().findAny().isEmpty();
    }

    private void lookAndDivide(Picture picture) {
        Optional<SubscriptionState> found = picture.state(subscription.id());
        if (found.isEmpty()) {
            subscription.fail("somebody has dropped it");
            return;
        }
        SubscriptionState state = found.get();
        dropLost(state);
        subscription.paused(state.paused());
        if (subscription.lanes().isEmpty()) {
            // There is nothing left here that could have failed; a claim looks at the log again.
            subscription.forgetFailure();
        }
        if (subscription.isStopped() || subscription.failure().isPresent()) {
            unfinished = false;
            return;
        }
        divide(state, picture.division(subscription.id()));
        if (picture.letters()) {
            subscription.lanes().forEach(Lane::lookAtLetters);
        }
    }

    /** What was failed for may be mended when somebody has reset the subscription, which takes the partitions away. */
    private void dropLost(SubscriptionState state) {
        for (Lane lane : subscription.lanes()) {
            Partition stored = state.partitions().get(lane.lease().partition());
            if (stored.token() != lane.lease().token() || !stored.owner().equals(process)) {
                subscription.lost(lane);
                if (stored.owner().isEmpty()) {
                    subscription.forgetFailure();
                }
            }
        }
    }

    private void divide(SubscriptionState state, Division division) {
        if (!division.members().contains(process)) {
            // Somebody who thought it dead has removed it.
            subscription.storage().leases().join(process, subscription.id());
        }
        int share = share(division, state.partitions().size());
        int own = (int)
                subscription.lanes().stream().filter(lane -> !lane.isClosing()).count();
        for (Lane lane : subscription.lanes()) {
            if (own > share && !lane.isClosing()) {
                lane.close();
                own--;
            }
        }
        List<Integer> wanted = new ArrayList<>();
        for (Partition partition : state.partitions()) {
            boolean free = giveBackForgotten(partition)
                    || (!division.owners().containsKey(partition.number()) && isNowhereHere(partition.number()));
            if (own + wanted.size() < share && free) {
                wanted.add(partition.number());
            }
        }
        own += claim(wanted);
        unfinished = own != share;
        subscription.settled(!unfinished);
    }

    /**
     * It is ours by what is stored, but there is no lane: it was lost by a refusal, or the process has a fixed name and
     * another one of that name has died. So nobody knows what was being done.
     */
    private boolean giveBackForgotten(Partition partition) {
        boolean forgotten = partition.owner().equals(process) && isNowhereHere(partition.number());
        if (forgotten) {
            subscription
                    .storage()
                    .leases()
                    .release(new Lease(subscription.id(), partition.number(), partition.token()), true);
        }
        return forgotten;
    }

    private boolean isNowhereHere(int partition) {
        return !subscription.lanesByPartition().containsKey(partition) && !subscription.isEnding(partition);
    }

    private int share(Division division, int partitions) {
        int members = division.members().size();
        int place = division.members().indexOf(process);
        return place < 0 ? 0 : partitions / members + (place < partitions % members ? 1 : 0);
    }

    /** All that is to be had of them, in one transaction; how many. */
    private int claim(List<Integer> partitions) {
        if (partitions.isEmpty()) {
            return 0;
        }
        Storage storage = subscription.storage();
        List<Claim> claims = storage.<List<Claim>, RuntimeException>atomically(tx -> partitions.stream()
                .flatMap(partition -> tx.leases().claim(process, subscription.id(), partition).stream())
                .toList());
        long head = storage.events().head();
        for (Claim taken : claims) {
            doubt(taken.checkpoint(), head).ifPresent(subscription::fail);
            subscription.seen().taken(taken.lease().partition());
            subscription.lanesByPartition().put(taken.lease().partition(), new Lane(subscription, taken, head));
        }
        if (!claims.isEmpty()) {
            subscription.feed();
        }
        return claims.size();
    }

    /** Is the log still the one that the checkpoint was made of? */
    private Optional<String> doubt(Checkpoint checkpoint, long head) {
        if (head < checkpoint.position()) {
            return Optional.of("its checkpoint is at position " + checkpoint.position() + ", but the log ends at "
                    + head + ": it was rewound. Find out what was lost, then reset the subscription");
        }
        UUID expected = checkpoint.eventId();
        Checkpoint now = Start.checkpoint(subscription.storage().events(), checkpoint.position());
        return expected == null || expected.equals(now.eventId())
                ? Optional.empty()
                : Optional.of("at position " + checkpoint.position() + " it has handled the event " + expected
                        + ", but there stands another one now: the log was rewound. Find out what was lost, then reset the"
                        + " subscription");
    }

    /** Gives back what is to be given back and at rest; whether some is not yet. */
    boolean giveBack() {
        dividing.lock();
        try {
            return giveBackAtRest();
        } finally {
            dividing.unlock();
        }
    }

    private boolean giveBackAtRest() {
        boolean waiting = subscription.endGone();
        for (Lane lane : subscription.lanes()) {
            if (subscription.isStopped()) {
                // It may have been claimed while the subscription was stopped.
                lane.close();
            }
            if (lane.isClosing()) {
                if (lane.isBusy()) {
                    waiting = true;
                } else {
                    subscription.checkpoints().store(List.of(lane));
                    lane.end();
                    subscription.storage().leases().release(lane.lease(), lane.isInDoubt());
                    subscription.lanesByPartition().remove(lane.lease().partition(), lane);
                    subscription.seen().given(lane.lease().partition());
                }
            }
        }
        return waiting;
    }
}
