// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.kafka;

import dev.eventsource.observe.Observer;
import java.util.Map;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;
import org.jspecify.annotations.Nullable;

/**
 * Tells an observer whether a consumer has a connection to any broker. Kafka's clients connect again on their own and tell
 * nobody, but they count (https://kafka.apache.org/documentation/#selector_monitoring): connections that are there, being
 * opened ones too, and connections that were opened. So they are lost when none is there, and back when one was opened.
 */
final class Lifeline {

    static final String NAME = "kafka in";

    private final Observer observer;
    private final Map<MetricName, ? extends Metric> metrics;
    private @Nullable Metric present;
    private @Nullable Metric opened;
    private double openedBefore;
    private boolean open;

    Lifeline(Observer observer, Map<MetricName, ? extends Metric> metrics) {
        this.observer = observer;
        this.metrics = metrics;
    }

    /** Now and then, by one thread. */
    void look() {
        if (observer == Observer.NONE) {
            return;
        }
        present = found(present, "connection-count");
        opened = found(opened, "connection-creation-total");
        double all = value(opened, openedBefore);
        if (open && value(present, 1) == 0) {
            tell(false);
        } else if (!open && all > openedBefore) {
            tell(true);
        }
        openedBefore = all;
    }

    private void tell(boolean now) {
        open = now;
        observer.connection(NAME, now);
    }

    private @Nullable Metric found(@Nullable Metric known, String name) {
        if (known != null) {
            return known;
        }
        for (Map.Entry<MetricName, ? extends Metric> metric : metrics.entrySet()) {
            if (metric.getKey().name().equals(name) && metric.getKey().group().equals("consumer-metrics")) {
                return metric.getValue();
            }
        }
        return null;
    }

    private static double value(@Nullable Metric metric, double unknown) {
        return metric != null && metric.metricValue() instanceof Number number ? number.doubleValue() : unknown;
    }
}
