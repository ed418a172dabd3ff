// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.otel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.eventsource.inmemory.InMemoryStorage;
import io.opentelemetry.sdk.metrics.data.MetricData;
import io.opentelemetry.sdk.metrics.data.MetricDataType;
import io.opentelemetry.sdk.testing.junit5.OpenTelemetryExtension;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The dashboard and the alerts ask for what is emitted, by the names that the Prometheus exporter gives it. */
class DashboardTest {

    private static final Path DOCS = Path.of("..", "docs");
    private static final Pattern NAME = Pattern.compile("\\b(?:eventsource|db|messaging|error)_[a-z_]+\\b");
    private static final Pattern EXPRESSION =
            Pattern.compile("(?m)^ +expr: (>-\\n)?((?:.+\\n)+?)(?= +(?:for|labels):)");

    @RegisterExtension
    final OpenTelemetryExtension otel = OpenTelemetryExtension.create();

    private final Set<String> metrics = new TreeSet<>();
    private final Set<String> labels = new TreeSet<>();

    @BeforeEach
    void everything_happens() throws Exception {
        Everything everything = new Everything(otel);
        everything.happen(new InMemoryStorage());
        for (MetricData metric : everything.metrics()) {
            names(metric).forEach(metrics::add);
            metric.getData()
                    .getPoints()
                    .forEach(point ->
                            point.getAttributes().forEach((key, value) -> labels.add(underscored(key.getKey()))));
        }
    }

    @Test
    void every_panel_asks_for_what_is_emitted() throws IOException {
        List<String> expressions = new ArrayList<>();
        JsonNode dashboard =
                JsonMapper.builder().build().readTree(Files.readString(DOCS.resolve("dashboards/eventsource.json")));
        for (JsonNode panel : dashboard.get("panels")) {
            if (panel.has("targets")) {
                panel.get("targets")
                        .forEach(target -> expressions.add(target.get("expr").asString()));
            }
        }
        assertThat(expressions).hasSizeGreaterThan(30).allSatisfy(this::asksForWhatIsEmitted);
    }

    @Test
    void every_alert_asks_for_what_is_emitted() throws IOException {
        List<String> expressions = EXPRESSION
                .matcher(Files.readString(DOCS.resolve("alerts.yaml")))
                .results()
                .map((MatchResult found) -> found.group(2))
                .toList();
        long alerts = Files.readAllLines(DOCS.resolve("alerts.yaml")).stream()
                .filter(line -> line.strip().startsWith("- alert:"))
                .count();
        assertThat(expressions).hasSize((int) alerts).hasSizeGreaterThan(8).allSatisfy(this::asksForWhatIsEmitted);
    }

    @Test
    void all_metrics_are_on_the_dashboard() throws IOException {
        String dashboard = Files.readString(DOCS.resolve("dashboards/eventsource.json"));
        Set<String> shown = new TreeSet<>();
        NAME.matcher(dashboard).results().forEach(found -> shown.add(found.group()));
        Set<String> missing = new TreeSet<>();
        for (String metric : metrics) {
            String base = metric.replaceAll("_(bucket|sum|count)$", "");
            if (shown.stream().noneMatch(name -> name.startsWith(base))) {
                missing.add(base);
            }
        }
        assertThat(missing).isEmpty();
    }

    private void asksForWhatIsEmitted(String expression) {
        List<String> names =
                NAME.matcher(expression).results().map(MatchResult::group).toList();
        assertThat(names)
                .as(expression)
                .isNotEmpty()
                .allSatisfy(name -> assertThat(metrics.contains(name) || labels.contains(name))
                        .as(name)
                        .isTrue());
        assertThat(names).as(expression).anyMatch(metrics::contains);
    }

    /** As the exporter names it: opentelemetry.io/docs/specs/otel/compatibility/prometheus_and_openmetrics. */
    private static Stream<String> names(MetricData metric) {
        String name = underscored(metric.getName());
        String unit = metric.getUnit();
        if (unit.equals("s")) {
            name += "_seconds";
        } else {
            assertThat(unit).as("unit of " + name).startsWith("{");
        }
        String whole = name;
        if (metric.getType() == MetricDataType.HISTOGRAM) {
            return Stream.of("_bucket", "_sum", "_count").map(whole::concat);
        }
        boolean counter = metric.getType() == MetricDataType.LONG_SUM
                && metric.getLongSumData().isMonotonic();
        return Stream.of(counter ? whole + "_total" : whole);
    }

    private static String underscored(String name) {
        return name.replace('.', '_').toLowerCase(Locale.ROOT);
    }
}
