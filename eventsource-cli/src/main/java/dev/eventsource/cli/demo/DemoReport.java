// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.cli.demo;

import dev.eventsource.cli.console.JsonObject;
import dev.eventsource.cli.console.LineOutput;
import dev.eventsource.cli.console.Table;
import dev.eventsource.cli.demo.Outcome.Total;
import dev.eventsource.cli.inspect.Verification;
import java.util.Locale;
import java.util.Map;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * What the demo has shown; counts come from the log and from the documents of the projection, not from the input.
 *
 * @param added how many of the events were appended now
 * @param seconds that took, up to the last committed document
 * @param micros from calling append to the committed document; empty if nothing was appended
 */
public record DemoReport(
        long streams,
        long events,
        Map<Outcome, Total> outcomes,
        long added,
        double seconds,
        Histogram micros,
        Verification verification) {

    /** Is the log as promised, with a document for every application? */
    public boolean verified() {
        return verification.ok() && documents() == streams;
    }

    /** One JSON object. */
    public String json() {
        JsonObject byOutcome = new JsonObject();
        for (Outcome outcome : new Outcome[] {Outcome.APPROVED, Outcome.DECLINED, Outcome.CANCELLED, Outcome.OPEN}) {
            Total total = outcomes.getOrDefault(outcome, Total.NONE);
            byOutcome.putJson(
                    name(outcome),
                    new JsonObject()
                            .put("count", total.count())
                            .put("amount", total.amount())
                            .toString());
        }
        return new JsonObject()
                .put("streams", streams)
                .put("events", events)
                .putJson("outcomes", byOutcome.toString())
                .put("eventsPerSecond", rate())
                .putJson(
                        "latencyMillis",
                        new JsonObject()
                                .put("p50", millis(50))
                                .put("p99", millis(99))
                                .toString())
                .put("verified", verified())
                .toString();
    }

    /** A table for people. */
    public void print(LineOutput out) {
        out.line("");
        Table table = new Table("OUTCOME", "APPLICATIONS", "AMOUNT");
        for (Outcome outcome : new Outcome[] {Outcome.APPROVED, Outcome.DECLINED, Outcome.CANCELLED, Outcome.OPEN}) {
            Total total = outcomes.getOrDefault(outcome, Total.NONE);
            table.row(name(outcome), total.count(), total.amount());
        }
        table.to(out);
        out.line("");
        out.line("streams    %s".formatted(Table.number(streams)));
        out.line("events     %s".formatted(Table.number(events)));
        if (added == 0) {
            out.line("appended   none, all were there already");
        } else {
            out.line("appended   %s in %.1f s: %s events/s, one append each"
                    .formatted(Table.number(added), seconds, Table.number(Math.round(rate()))));
            out.line(String.format(
                    Locale.ROOT,
                    "latency    p50 %.2f ms, p99 %.2f ms (append called to document committed)",
                    millis(50),
                    millis(99)));
        }
        out.line("verified   " + (verified() ? "yes: no holes, ids unique, order of time, every payload JSON" : "NO"));
        verification.findings().forEach(finding -> out.line("  " + finding));
        if (documents() != streams) {
            out.line("  the projection has %d documents for %d streams".formatted(documents(), streams));
        }
    }

    private @Nullable Double millis(double percentile) {
        return micros.getTotalCount() == 0 ? null : micros.getValueAtPercentile(percentile) / 1000.0;
    }

    private double rate() {
        return seconds <= 0 ? 0 : Math.round(added / seconds * 10) / 10.0;
    }

    private long documents() {
        return outcomes.values().stream().mapToLong(Total::count).sum();
    }

    private static String name(Outcome outcome) {
        return outcome.name().toLowerCase(Locale.ROOT);
    }
}
