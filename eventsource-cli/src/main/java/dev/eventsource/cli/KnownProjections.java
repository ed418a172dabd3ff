// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.cli;

import dev.eventsource.cli.console.Failure;
import dev.eventsource.projection.Projection;
import dev.eventsource.projection.ReadModel;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * Projections whose handlers are on the class path, by name.
 *
 * @param advice what to do about others
 */
record KnownProjections(Map<String, Known> byName, String advice) {

    KnownProjections {
        byName = new TreeMap<>(byName);
    }

    Known named(String name) {
        Known known = byName.get(name);
        if (known == null) {
            throw new Failure("There are no handlers for a projection " + name + " here"
                    + (byName.isEmpty() ? "" : ", only for " + String.join(", ", byName.keySet())) + advice);
        }
        return known;
    }

    /** One of them, which can be built in any version. */
    record Known(ReadModel model, Function<ReadModel, Projection> handlers) {

        Projection version(int version) {
            return handlers.apply(model.version(version));
        }
    }
}
