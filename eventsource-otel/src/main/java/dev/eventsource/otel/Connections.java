// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.otel;

import static dev.eventsource.otel.Conventions.CONNECTION;

import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.metrics.LongCounter;
import io.opentelemetry.api.metrics.Meter;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Connections that are to last: whether they are open, and how often they were opened again. */
final class Connections {

    private final Map<String, Boolean> open = new ConcurrentHashMap<>();
    private final LongCounter reconnects;

    Connections(Meter meter) {
        reconnects = InsideMetrics.counter(
                meter, "eventsource.connection.reconnects", "{reconnect}", "Connections that were opened after a loss");
        meter.gaugeBuilder("eventsource.connection.open")
                .ofLongs()
                .setUnit("{connection}")
                .setDescription("1 if the connection is open, 0 if it was lost")
                .buildWithCallback(measured ->
                        open.forEach((name, is) -> measured.record(is ? 1 : 0, Attributes.of(CONNECTION, name))));
    }

    void changed(String name, boolean isOpen) {
        Boolean before = open.put(name, isOpen);
        if (isOpen && Boolean.FALSE.equals(before)) {
            reconnects.add(1, Attributes.of(CONNECTION, name));
        }
    }

    /** Says nothing of it any more: neither that it is there, nor that it is lost. */
    void closed(String name) {
        open.remove(name);
    }
}
