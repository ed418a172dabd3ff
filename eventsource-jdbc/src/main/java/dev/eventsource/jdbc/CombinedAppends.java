// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.jdbc;

import dev.eventsource.event.Append;
import dev.eventsource.event.Registration;
import dev.eventsource.store.AppendResult;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/**
 * Appends that are committed in groups.
 *
 * @param refuseInside throws where the thread may not append
 * @param listening has a callback called after appends of whomever
 */
public record CombinedAppends(GroupCommit commits, Runnable refuseInside, Function<Runnable, Registration> listening)
        implements JdbcEvents.Appends {

    @Override
    public AppendResult append(Append append) {
        refuseInside.run();
        return commits.append(append);
    }

    @Override
    public CompletableFuture<AppendResult> appendAsync(Append append) {
        refuseInside.run();
        return commits.appendAsync(append);
    }

    @Override
    public Registration onAppend(Runnable wakeUp) {
        return listening.apply(wakeUp);
    }
}
