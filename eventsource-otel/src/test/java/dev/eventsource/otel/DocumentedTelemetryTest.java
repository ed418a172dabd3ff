// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.otel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.eventsource.inmemory.InMemoryStorage;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.sdk.metrics.data.MetricData;
import io.opentelemetry.sdk.metrics.data.MetricDataType;
import io.opentelemetry.sdk.testing.junit5.OpenTelemetryExtension;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What docs/reference/telemetry.md lists is what is emitted: no more, no less. */
class DocumentedTelemetryTest {

    @RegisterExtension
    final OpenTelemetryExtension otel = OpenTelemetryExtension.create();

    private static final Path PAGE = Path.of("..", "docs", "reference", "telemetry.md");
    private static final Pattern CODE = Pattern.compile("`([^`]*)`");

    /** What names stand for in {@link Everything}. */
    private static final Map<String, String> EXAMPLES = Map.of(
            "{category}",
            "loan",
            "{handler}",
            "mails",
            "{subscription}",
            "log@1",
            "{topic}",
            "loans",
            "{type}",
            "card.charge");

    private final List<MetricData> metrics = new ArrayList<>();

    @BeforeEach
    void everything_happens() throws Exception {
        Everything everything = new Everything(otel);
        everything.happen(new InMemoryStorage());
        metrics.addAll(everything.metrics());
    }

    @Test
    void spans_have_the_names_and_attributes_that_are_documented() throws IOException {
        Map<String, Set<String>> documented = new TreeMap<>();
        for (List<String> row : table("span")) {
            documented.put(example(row.get(0)), codes(row.get(2)));
        }
        Map<String, Set<String>> emitted = new TreeMap<>();
        for (SpanData span : otel.getSpans()) {
            Set<String> attributes = emitted.computeIfAbsent(span.getName(), name -> new TreeSet<>());
            span.getAttributes().forEach((key, value) -> attributes.add(key.getKey()));
        }
        assertThat(emitted).isEqualTo(documented);
    }

    @Test
    void spans_have_the_kind_that_is_documented() throws IOException {
        for (List<String> row : table("span")) {
            // in memory what is a client's elsewhere is internal
            SpanKind kind = row.get(1).equals("client")
                    ? SpanKind.INTERNAL
                    : SpanKind.valueOf(row.get(1).toUpperCase(Locale.ROOT));
            assertThat(Traces.named(otel, example(row.get(0))))
                    .as(row.get(0))
                    .isNotEmpty()
                    .extracting(SpanData::getKind)
                    .containsOnly(kind);
        }
    }

    @Test
    void every_attribute_of_a_span_is_explained() throws IOException {
        Set<String> used = new TreeSet<>();
        table("span").forEach(row -> used.addAll(codes(row.get(2))));
        Set<String> explained = table("attribute").stream()
                .flatMap(row -> codes(row.get(0)).stream())
                .collect(Collectors.toSet());
        assertThat(explained).containsExactlyInAnyOrderElementsOf(used);
    }

    @Test
    void metrics_are_those_that_are_documented() throws IOException {
        Map<String, List<Object>> documented = new TreeMap<>();
        for (List<String> row : table("metric")) {
            documented.put(example(row.get(0)), List.of(row.get(1), row.get(2), codes(row.get(3))));
        }
        Map<String, List<Object>> emitted = new TreeMap<>();
        for (MetricData metric : metrics) {
            Set<String> attributes = new TreeSet<>();
            metric.getData()
                    .getPoints()
                    .forEach(point -> point.getAttributes().forEach((key, value) -> attributes.add(key.getKey())));
            emitted.merge(
                    metric.getName(),
                    List.of(kind(metric), metric.getUnit(), attributes),
                    DocumentedTelemetryTest::both);
        }
        assertThat(emitted).isEqualTo(documented);
    }

    @SuppressWarnings("unchecked")
    private static List<Object> both(List<Object> one, List<Object> other) {
        ((Set<String>) one.get(2)).addAll((Set<String>) other.get(2));
        return one;
    }

    private static String kind(MetricData metric) {
        MetricDataType type = metric.getType();
        return switch (type) {
            case HISTOGRAM -> "histogram";
            case LONG_SUM -> metric.getLongSumData().isMonotonic() ? "counter" : "up-down counter";
            case LONG_GAUGE, DOUBLE_GAUGE -> "gauge";
            default -> type.toString();
        };
    }

    /** The rows of the table whose first column has this title. */
    private static List<List<String>> table(String title) throws IOException {
        List<List<String>> rows = Files.readAllLines(PAGE).stream()
                .dropWhile(line -> !line.startsWith("| " + title + " |"))
                .skip(2)
                .takeWhile(line -> line.startsWith("|"))
                .map(line -> Arrays.stream(line.substring(1).split("\\|"))
                        .map(String::strip)
                        .toList())
                .toList();
        assertThat(rows).as("table of each " + title).isNotEmpty();
        return rows;
    }

    private static Set<String> codes(String cell) {
        return CODE.matcher(cell)
                .results()
                .map((MatchResult code) -> code.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static String example(String cell) {
        String name = codes(cell).iterator().next();
        for (var stands : EXAMPLES.entrySet()) {
            name = name.replace(stands.getKey(), stands.getValue());
        }
        return name;
    }
}
