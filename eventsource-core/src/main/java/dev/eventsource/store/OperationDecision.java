// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.store;

import java.util.Set;

/**
 * What a person can decide about an operation that is not running. One whose worker has not been heard of until its lease
 * was over, and which nobody has taken over, is held by that.
 */
public enum OperationDecision {
    /**
     * It has failed, or waits for the next attempt: try it now, and as often as if it were new. Steps that were compensated
     * are done anew, once that is done, with the same reference: a provider that knows it already may give the answer of
     * the first time. Signals that have come are not waited for again.
     */
    RETRY(OperationState.PENDING, "be tried again"),

    /** It was held: somebody has made sure that another attempt does no harm. */
    RESUME(OperationState.PENDING, "be resumed"),

    /** Do without. What its steps have done is compensated. */
    CANCEL(OperationState.CANCELLED, "be cancelled"),

    /** It was done by hand, or somebody has found out that it is done. */
    COMPLETE(OperationState.SUCCEEDED, "be completed by hand");

    private final OperationState to;
    private final String words;

    OperationDecision(OperationState to, String words) {
        this.to = to;
        this.words = words;
    }

    /** What an operation becomes by it. */
    public OperationState to() {
        return to;
    }

    /** In which states it can be decided. */
    public Set<OperationState> from() {
        return switch (this) {
            case RETRY -> Set.of(OperationState.FAILED, OperationState.RETRYING);
            case RESUME -> Set.of(OperationState.HELD);
            case CANCEL, COMPLETE ->
                Set.of(
                        OperationState.PENDING,
                        OperationState.RETRYING,
                        OperationState.WAITING,
                        OperationState.HELD,
                        OperationState.FAILED);
        };
    }

    String words() {
        return words;
    }
}
