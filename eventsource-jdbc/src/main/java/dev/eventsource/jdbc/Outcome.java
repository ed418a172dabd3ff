// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.jdbc;

import dev.eventsource.store.AppendResult;

/** What became of one append of a batch. */
public sealed interface Outcome {

    /** It is stored, now or (a retry) before. */
    record Stored(AppendResult result) implements Outcome {}

    /** It is not stored; its caller gets this exception and nobody else. */
    record Refused(RuntimeException reason) implements Outcome {}
}
