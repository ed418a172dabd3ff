// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.jdbc;

import dev.eventsource.event.Append;
import dev.eventsource.store.AppendResult;
import dev.eventsource.store.Scope;

/** A transaction that others go through, by {@link JoinedStorage}: the storage's own or a caller's. */
public interface JoinedTransaction extends EventReader.Source, Rows {

    /** Throws {@link IllegalStateException} if it has ended, as far as that is known. */
    void checkUsable();

    /** Appends in it, with the store's write lock held. If it throws, nothing of the append stays. */
    AppendResult append(Append append);

    /** Runs work that is part of it. */
    <R, X extends Exception> R nested(Scope.Inner<R, X> work) throws X;
}
