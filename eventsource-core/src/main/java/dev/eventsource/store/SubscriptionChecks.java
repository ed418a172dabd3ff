// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.store;

import java.util.Collection;
import java.util.Optional;
import java.util.TreeSet;

/** Refuses what is not to be done with a subscription as it is, with the same words on every backend. */
public final class SubscriptionChecks {

    private SubscriptionChecks() {}

    /** What is stored of it, or the refusal of what does not exist. */
    public static <T> T known(SubscriptionId id, Optional<T> stored) {
        return stored.orElseThrow(
                () -> new IllegalArgumentException("There is no subscription " + id + "; register it first"));
    }

    /**
     * Refuses if somebody works on it.
     *
     * @param owners processes that are alive and own a partition
     */
    public static void notInUse(SubscriptionId id, Collection<String> owners) {
        if (!owners.isEmpty()) {
            throw new SubscriptionInUseException(
                    id + " is being worked on by " + String.join(", ", new TreeSet<>(owners)) + "; stop that first");
        }
    }

    /**
     * Refuses a candidate that has work left or lags behind what readers may have seen: behind any partition of the
     * active version.
     *
     * @param open how many letters of the candidate are open
     */
    public static void mayReplace(SubscriptionState candidate, SubscriptionState active, long open) {
        if (candidate.position() < active.furthest()) {
            throw new IllegalStateException(candidate.id() + " has come to position " + candidate.position() + ", and "
                    + active.id() + " to " + active.furthest() + ": wait until it has caught up, or insist");
        }
        if (open > 0) {
            throw new IllegalStateException(candidate.id() + " has " + open
                    + " open dead letters: have them tried again or discard them, or insist");
        }
    }

    /**
     * Refuses to leave the other versions of its name without an active one.
     *
     * @param versions how many versions of its name there are
     */
    public static void mayBeDropped(SubscriptionState state, long versions) {
        if (state.active() && versions > 1) {
            throw new IllegalStateException(
                    state.id() + " is the active version of its name; activate another one before");
        }
    }
}
