// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.cli;

import dev.eventsource.cli.console.JsonObject;
import dev.eventsource.store.Operation;
import dev.eventsource.store.OperationState;
import dev.eventsource.store.OperationStatus;
import java.util.Locale;

/** How an operation is shown. */
final class OperationLine {

    private OperationLine() {}

    static String word(OperationState state) {
        return state.name().toLowerCase(Locale.ROOT);
    }

    /** Its state, and what else is to be said of that. */
    static String state(Operation operation) {
        OperationStatus status = operation.status();
        return switch (operation.state()) {
            case PENDING ->
                status.unroutable() ? "pending, unroutable" : status.ready() ? "pending" : "pending, delayed";
            case WAITING -> "waiting for " + status.signal();
            default -> word(operation.state());
        };
    }

    /** What is known of it, but for payload and history. */
    static JsonObject json(Operation operation) {
        OperationStatus status = operation.status();
        JsonObject json = new JsonObject()
                .put("id", operation.id())
                .put("tenant", operation.tenant())
                .put("type", operation.type())
                .put("channel", operation.channel())
                .put("priority", operation.priority())
                .put("reference", operation.reference().toString())
                .put("state", word(operation.state()))
                .put("unroutable", status.unroutable())
                .put("submittedAt", operation.submittedAt().toString())
                .put("dueAt", status.dueAt().toString())
                .put("changedAt", status.changedAt().toString())
                .put("attempts", status.attempts())
                .put("worker", status.worker())
                .put("signal", status.signal())
                .put("error", status.error());
        operation.key().ifPresent(key -> json.put("key", key));
        operation.idempotencyId().ifPresent(id -> json.put("idempotencyId", id));
        operation.deadline().ifPresent(deadline -> json.put("deadline", deadline.toString()));
        return json;
    }
}
