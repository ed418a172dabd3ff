// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.cli;

import dev.eventsource.cli.console.JsonObject;
import dev.eventsource.store.OperationHistory;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The history of an operation as JSON on one line. */
final class OperationHistoryJson {

    private OperationHistoryJson() {}

    /** @param payload whether what was handed over is part of it */
    static String of(OperationHistory history, boolean payload) {
        JsonObject json = OperationLine.json(history.operation())
                .putJson("history", array(history.attempts(), OperationHistoryJson::attempt))
                .putJson("steps", array(history.steps(), step -> step(step, payload)))
                .putJson("signals", array(history.signals(), signal -> signal(signal, payload)))
                .putJson("decisions", array(history.decisions(), OperationHistoryJson::decision));
        return payload
                ? json.putJson("payload", oneLine(history.operation().payload().json()))
                        .toString()
                : json.toString();
    }

    static String word(Enum<?> word) {
        return word.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    private static JsonObject attempt(OperationHistory.Attempt attempt) {
        JsonObject json = new JsonObject()
                .put("number", attempt.number())
                .put("worker", attempt.worker())
                .put("startedAt", attempt.startedAt().toString());
        attempt.endedAt().ifPresent(end -> json.put("endedAt", end.toString()));
        attempt.outcome().ifPresent(outcome -> json.put("outcome", word(outcome)));
        return json.put("error", attempt.error());
    }

    private static JsonObject step(OperationHistory.Step step, boolean payload) {
        JsonObject json = new JsonObject()
                .put("name", step.name())
                .put("recordedAt", step.recordedAt().toString())
                .put("compensated", step.compensated());
        return payload ? json.putJson("result", oneLine(step.result().json())) : json;
    }

    private static JsonObject signal(OperationHistory.Signal signal, boolean payload) {
        JsonObject json = new JsonObject()
                .put("name", signal.name())
                .put("sentAt", signal.sentAt().toString());
        return payload ? json.putJson("payload", oneLine(signal.payload().json())) : json;
    }

    private static JsonObject decision(OperationHistory.Decided decided) {
        return new JsonObject()
                .put("decision", word(decided.decision()))
                .put("by", decided.by())
                .put("why", decided.why())
                .put("at", decided.at().toString());
    }

    private static <T> String array(List<T> all, Function<T, JsonObject> one) {
        return all.stream().map(one).map(JsonObject::toString).collect(Collectors.joining(",", "[", "]"));
    }

    private static String oneLine(String json) {
        return json.replace('\n', ' ').replace('\r', ' ');
    }
}
