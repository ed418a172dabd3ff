// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.handling;

import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What an exception contains; some go round in circles. */
final class Causes {

    private Causes() {}

    /** The exception, its causes, and the next ones of SQL exceptions: why it came about. */
    static Set<Throwable> of(Throwable failure) {
        return reachable(failure, false);
    }

    /** The same and all that is suppressed in them. */
    static Set<Throwable> all(Throwable failure) {
        return reachable(failure, true);
    }

    private static Set<Throwable> reachable(Throwable failure, boolean withSuppressed) {
        Set<Throwable> found = Collections.newSetFromMap(new IdentityHashMap<>());
        Deque<Throwable> open = new ArrayDeque<>(List.of(failure));
        while (!open.isEmpty()) {
            Throwable next = open.pop();
            if (found.add(next)) {
                push(next.getCause(), open);
                if (next instanceof SQLException sql) {
                    push(sql.getNextException(), open);
                }
                if (withSuppressed) {
                    open.addAll(List.of(next.getSuppressed()));
                }
            }
        }
        return found;
    }

    private static void push(@Nullable Throwable next, Deque<Throwable> open) {
        if (next != null) {
            open.push(next);
        }
    }
}
