// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.tck;

import dev.eventsource.store.SubscriptionId;
import java.util.ArrayList;
import java.util.List;

/**
 * A step of a delivery at which a process dies.
 *
 * @param exactlyOnce how its handler gets its events
 * @param call see {@link WatchedStorage}; or {@code handler}, or {@code drained handler} for one whose partition is being
 *     handed over
 * @param after whether it dies after the call has returned, otherwise before it begins
 * @param nth at the so-manieth call
 * @param during what is going on besides
 */
public record Death(boolean exactlyOnce, String call, boolean after, int nth, During during) {

    /** All there are. */
    public static List<Death> all() {
        List<Death> all = new ArrayList<>();
        for (boolean exactlyOnce : new boolean[] {false, true}) {
            around(all, exactlyOnce, "handler", 30, During.HANDLING);
            around(all, exactlyOnce, "tx.leases.claim", 2, During.HANDLING);
            around(all, exactlyOnce, "checkpoints.advance", 2, During.HANDLING);
            around(all, exactlyOnce, "deadLetters.attempt", 1, During.FAILURES);
            around(all, exactlyOnce, "deadLetters.attempt", 3, During.FAILURES);
            around(all, exactlyOnce, "tx.deadLetters.put", 1, During.FAILURES);
            around(all, exactlyOnce, "drained handler", 1, During.HAND_OVER);
            around(all, exactlyOnce, "checkpoints.advance", 1, During.HAND_OVER);
            around(all, exactlyOnce, "leases.release", 1, During.HAND_OVER);
        }
        around(all, false, "commit", 1, During.FAILURES);
        around(all, true, "tx.checkpoints.advance", 20, During.HANDLING);
        around(all, true, "tx.documents.put", 30, During.HANDLING);
        around(all, true, "commit", 20, During.HANDLING);
        return List.copyOf(all);
    }

    private static void around(List<Death> all, boolean exactlyOnce, String call, int nth, During during) {
        all.add(new Death(exactlyOnce, call, false, nth, during));
        all.add(new Death(exactlyOnce, call, true, nth, during));
    }

    boolean isAt(String reached, boolean afterIt) {
        return call.equals(reached) && after == afterIt;
    }

    boolean isDrained() {
        return call.equals("drained handler");
    }

    /** A subscription of its own. */
    public SubscriptionId id() {
        return SubscriptionId.of((exactlyOnce ? "once." : "least.") + during + (after ? ".after." : ".before.")
                + call.replace(' ', '-') + "." + nth);
    }

    /** The same, but nobody dies of it. */
    Death never() {
        return new Death(exactlyOnce, "never", after, 0, during);
    }

    @Override
    public String toString() {
        return (exactlyOnce ? "exactly once, " : "at least once, ") + (after ? "after " : "before ") + call + " number "
                + nth + " during " + during;
    }

    /** What is going on. */
    public enum During {
        /** Events are handled. */
        HANDLING,
        /** The second event of a stream cannot be handled. */
        FAILURES,
        /** Another process has joined, and gets its share. */
        HAND_OVER
    }
}
