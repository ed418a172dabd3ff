// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.tck;

import java.util.ArrayList;
import java.util.List;

/** What happened, in its order. Thread-safe. */
final class FuzzHistory {

    private final List<Happening> happenings = new ArrayList<>();

    synchronized void add(What what, String subscription, String process, long position, int number) {
        happenings.add(new Happening(what, subscription, process, position, number));
    }

    /** Something that lets attempts be lost or repeated by right: a process comes or goes, an outage begins or ends. */
    void disturbed() {
        add(What.DISTURBED, "", "", 0, 0);
    }

    synchronized List<Happening> all() {
        return List.copyOf(happenings);
    }

    /** What can happen. */
    enum What {
        /** A handler was called. */
        BEGUN,
        /** It failed, and will always fail. */
        FAILED,
        /** It returned. */
        HANDLED,
        /** An attempt was stored; the number is the attempt's. */
        ATTEMPT,
        /** A partition's checkpoint is at this position now; the number is the partition's. */
        ADVANCED,
        /** A letter was put. */
        PARKED,
        /** Somebody does without the event. */
        DISCARDED,
        /** See {@link FuzzHistory#disturbed}. */
        DISTURBED
    }

    record Happening(What what, String subscription, String process, long position, int number) {}
}
